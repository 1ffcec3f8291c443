/** One contestant in a process of its own: told what to run and how often, says what that cost. `<name> <origin>` */
import { contestant } from './contestants.mjs'
import { allocationsOf } from './garbage.mjs'
import { openStreams } from './open-streams.mjs'
import { collectGarbage, costOf } from './rounds.mjs'

const [name, origin] = process.argv.slice(2)
const self = await contestant(name, origin)

const orders = {
  cost({ how, path, prompt, count, inFlight }) {
    // Nobody pays for the garbage of the round before. A full collection would also throw away optimised code.
    collectGarbage({ type: 'minor' })
    return costOf(() => self[how](path, prompt), count, inFlight)
  },
  allocations: ({ how, path, prompt, count }) => allocationsOf(() => self[how](path, prompt), count),
  read: ({ how, path, prompt }) => self[how](path, prompt),
  openStreams: ({ path, counts, rounds }) => openStreams(self, { origin, path, counts, rounds }),
}

process.on('message', async ({ order, ...what }) => {
  try {
    process.send({ result: await orders[order](what) })
  } catch (error) {
    process.send({ error: String(error.stack) })
  }
})
process.on('disconnect', () => process.exit())
process.send({ result: 'ready' })
