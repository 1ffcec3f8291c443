import { createEngine, retry, fallback, balance } from 'zerohop/core'
import { instantProvider } from './in-process.mjs'
import { messages } from './answers.mjs'
const provider = instantProvider()
const e = createEngine({ providers: { one: provider, two: provider }, routes: { smart: fallback([balance(['one/m', 'two/m']), 'two/m']) }, use: [retry()] })
const req = { operation: 'chat', body: { model: 'smart', messages } }
for (let i = 0; i < 300000; i++) await e.handle(req)
