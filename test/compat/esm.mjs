/** The suite with everything imported: `node esm.mjs <provider's url>`. Prints its results as JSON. */
import * as parser from 'openai/lib/parser'
import * as sdk from 'openai'
import * as streaming from 'openai/streaming'
import * as zerohop from 'zerohop'
import * as core from 'zerohop/core'
import * as cache from 'zerohop/cache'
import * as guardrails from 'zerohop/guardrails'
import * as providers from 'zerohop/providers'
import * as routes from 'zerohop/routes'
import * as telemetry from 'zerohop/telemetry'
import * as testing from 'zerohop/testing'
import { suite } from './suite.mjs'

const fetches = 'Deno' in globalThis || 'Bun' in globalThis
const results = await suite({ zerohop, core, rooms: { cache, guardrails, providers, routes, telemetry }, sdk, parser, streaming, url: process.argv[2], fetches })
results.push({ name: 'zerohop/testing loads', ...(typeof testing.fakeProvider !== 'function' && { error: 'it has no fakeProvider' }) })
console.log(JSON.stringify(results))
