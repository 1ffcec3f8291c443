/** The packed gateway against every line of the `openai` SDK, imported and required, values and types. `npm run check:compat`, after a build. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inFolder, report, results, runtimes, tarball, userPackage } from './lab.mjs'

const here = [process.execPath]
const types = [process.execPath, fileURLToPath(new URL('types.mjs', import.meta.url))]

await inFolder(async (folder) => {
  const packed = await tarball(folder)
  const { 'node-22': node22 } = await runtimes()
  const against = (sdk, node) => ({
    name: `openai ${sdk}, Node ${node === here ? process.versions.node.split('.')[0] : 22}`,
    async run() {
      const place = await userPackage(folder, packed, sdk)
      const files = ['esm.mjs', 'cjs.cjs'].map((file) => join(place, 'compat', file))
      return (await Promise.all([...files.map((file) => results(node, file)), results(types, place)])).flat()
    },
  })
  await report([
    against('5.0.1', here),
    against('5.23.2', here),
    against('6.0.0', here),
    against('6.49.0', here),
    against('7.0.0', node22), // 7 asks for Node 22
    against('7.57.0', node22),
  ])
})
