/** The suite as an edge worker: one request runs it and answers with its results. */
import * as parser from 'openai/lib/parser'
import * as sdk from 'openai'
import * as streaming from 'openai/streaming'
import * as zerohop from 'zerohop'
import * as core from 'zerohop/core'
import { suite } from '../compat/suite.mjs'

export default {
  async fetch(_request, env) {
    return Response.json(await suite({ zerohop, core, sdk, parser, streaming, url: env.PROVIDER }))
  },
}
