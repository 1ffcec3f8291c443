/** The libraries that are no dependency of this package: each a file of `peers/`, there when `npm run bench:peers` was run. */
import { existsSync, readFileSync } from 'node:fs'

export const peers = [peer('Vercel AI SDK', 'ai', 'vercel'), peer('LangChain', '@langchain/openai', 'langchain'), peer('token.js', 'token.js', 'token-js')]

/** Of those that are installed, each with its version. */
export function peerVersions() {
  return peers.filter(({ isThere }) => isThere).map(({ of, version }) => `${of} ${version}`)
}

function peer(name, of, file) {
  const manifest = new URL(`./peers/node_modules/${of}/package.json`, import.meta.url)
  const isThere = existsSync(manifest)
  return {
    name,
    of,
    isThere,
    version: isThere ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined,
    load: async () => (await import(`./peers/${file}.mjs`)).contestant,
  }
}
