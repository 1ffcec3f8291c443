/** Starts contestants in processes of their own, and gives them orders. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('./contestant-process.mjs', import.meta.url))

/** `order(name, what)` resolves with what the contestant found; with one order at a time. */
export async function startContestant(name, origin, execArgv = []) {
  const child = fork(file, [name, origin], { execArgv: ['--expose-gc', ...execArgv] })
  let settle
  const answer = () => new Promise((resolve, reject) => (settle = { resolve, reject }))
  child.on('message', ({ result, error }) => (error === undefined ? settle.resolve(result) : settle.reject(new Error(`${name}: ${error}`))))
  child.on('exit', (code) => settle.reject(new Error(`${name} ended with ${code}`)))
  await answer()
  return {
    name,
    order(order, what) {
      child.send({ order, ...what })
      return answer()
    },
    stop() {
      const ended = answer().catch(() => {})
      child.disconnect()
      return ended
    },
  }
}
