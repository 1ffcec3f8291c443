/** The suite with everything required: `node cjs.cjs <provider's url>`. Prints its results as JSON. */
const core = require('zerohop/core')
const coreIsLight = !Object.keys(require.cache).some((file) => /node_modules[\\/](openai|undici)[\\/]/.test(file))
const parser = require('openai/lib/parser')
const sdk = require('openai')
const streaming = require('openai/streaming')
const zerohop = require('zerohop')
const testing = require('zerohop/testing')
const rooms = Object.fromEntries(['cache', 'guardrails', 'providers', 'routes', 'telemetry'].map((name) => [name, require(`zerohop/${name}`)]))

async function main() {
  const { suite } = await import('./suite.mjs')
  const fetches = 'Bun' in globalThis // Deno requires by Node's conditions, and so by undici
  const results = await suite({ zerohop, core, rooms, sdk, parser, streaming, url: process.argv[2], fetches })
  const imported = await import('zerohop')
  const error = new imported.GatewayError({ reason: 'timeout', message: 'late' })
  results.push({ name: 'zerohop/core loads neither openai nor undici', ...(!coreIsLight && { error: 'it does' }) })
  results.push({ name: 'isGatewayError knows the errors of the other copy', ...(!zerohop.isGatewayError(error) && { error: 'it does not' }) })
  results.push({ name: 'zerohop/testing loads', ...(typeof testing.fakeProvider !== 'function' && { error: 'it has no fakeProvider' }) })
  console.log(JSON.stringify(results))
}

void main()
