/** A judge as a function of a text: whether it is turned away. */
import { LinkedSignal, seededRandom, systemClock } from 'zerohop'

export function judging({ judge }) {
  const scope = { clock: systemClock, random: seededRandom(1), emit: undefined, attempts: [], maxAttempts: 1, deadline: Infinity, strict: false, verdicts: [] }
  const call = { id: 'bench', operation: 'chat', body: { model: 'one/m', messages: [] }, stream: false, signal: new LinkedSignal(), options: {}, scope }
  return async (text) => {
    const said = await judge({ side: 'input', parts: [{ kind: 'user', text, path: 'messages[0].content', isLast: true, choice: 0 }] }, { call, signal: call.signal.toAbortSignal() })
    return said === false || (typeof said === 'object' && said.verdict === 'fail')
  }
}
