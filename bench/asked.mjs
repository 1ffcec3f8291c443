/** What is asked of the calls and streams over loopback, as figures with limits. */
import { DISPATCH, EVERYTHING_ON, NOTHING_ON, REQUEST, SDK } from './contestants.mjs'
import { ratios } from './stats.mjs'

export function askedFigures(tables) {
  const row = (key, inFlight, name) => tables.find(({ of }) => of.key === key && of.inFlight === inFlight).data.find((row) => row.name === name)
  const [one, many] = [1, 32].map((inFlight) => row('small', inFlight, EVERYTHING_ON))
  const events = row('stream', 32, EVERYTHING_ON)
  const pictures = (name) => row('pictures', 1, name)
  return [
    { name: `small call, everything on, CPU over that of ${SDK}, 32 at once`, limit: 0.2, unit: '×', ...many.toSdk },
    { name: 'the same, one at a time', unit: '×', ...one.toSdk },
    { name: `small call, everything on, CPU over that of ${DISPATCH}, 32 at once`, limit: 1.6, unit: '×', ...many.toDispatch },
    { name: 'the same, one at a time', unit: '×', ...one.toDispatch },
    { name: `small call, everything on, added to ${DISPATCH}, p50, one at a time`, limit: 15, unit: 'µs', ...one.added.p50 },
    { name: `small call, everything on, added to ${DISPATCH}, p99, one at a time`, limit: 60, unit: 'µs', ...one.added.p99 },
    { name: 'streamed event, everything on, 32 at once', limit: 4, unit: 'µs CPU', ...events.cpu },
    { name: `streamed event, everything on, CPU over that of ${SDK}, 32 at once`, limit: 0.35, unit: '×', ...events.toSdk },
    ...[EVERYTHING_ON, NOTHING_ON].map((name) => ({
      name: `2 MB of pictures, ${name}, CPU over that of ${REQUEST}`,
      limit: 1.1,
      unit: '×',
      ...ratios(pictures(name).cpuRounds, pictures(REQUEST).cpuRounds),
    })),
  ]
}
