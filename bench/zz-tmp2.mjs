import { cache, createGateway } from 'zerohop'
import { messages } from './answers.mjs'
import { instantProvider } from './in-process.mjs'
const cached = createGateway({ providers: { one: instantProvider(100) }, use: [cache()] })
const body = { model: 'one/m', messages }
for (let i = 0; i < 200000; i++) await cached.chat.completions.create(body)
const s = process.cpuUsage(); for (let i = 0; i < 100000; i++) await cached.chat.completions.create(body); const u = process.cpuUsage(s); console.log((u.user+u.system)/100000)
