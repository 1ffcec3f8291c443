/** `npm run example -- fallback` runs `examples/fallback.ts`; without a name it lists them. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [name, ...args] = process.argv.slice(2)
const folder = fileURLToPath(new URL('../examples', import.meta.url))
const file = `${folder}/${name}.ts`

if (name === undefined || !existsSync(file)) {
  const names = readdirSync(folder).flatMap((entry) => (entry.endsWith('.ts') ? [entry.slice(0, -3)] : []))
  console.log(`npm run example -- <name>\n\n${names.join('\n')}`)
  process.exit(name === undefined ? 0 : 1)
}
process.exit(spawnSync('tsx', [file, ...args], { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1)
