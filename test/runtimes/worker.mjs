/** The suite as an edge worker: one request runs it and answers with its results. */
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
import { suite } from '../compat/suite.mjs'

export default {
  async fetch(_request, env) {
    return Response.json(await suite({ zerohop, core, rooms: { cache, guardrails, providers, routes, telemetry }, sdk, parser, streaming, url: env.PROVIDER }))
  },
}
