/** The few assertions of the suite, in plain JavaScript: they also run where `node:assert` does not exist. */
const show = (value) => (value instanceof Error ? String(value) : (JSON.stringify(value) ?? String(value)))

export function ok(value, what = 'expected a truthy value') {
  if (!value) throw new Error(what)
}

export function equal(actual, expected, what = 'value') {
  if (show(actual) !== show(expected)) throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`)
}

/** Gives the error that was thrown, for more questions. */
export async function throws(promise, Class) {
  let value
  try {
    value = await promise
  } catch (error) {
    ok(error instanceof Class, `expected ${Class.name}, got ${error?.constructor?.name}: ${error?.stack}`)
    return error
  }
  throw new Error(`expected ${Class.name}, got ${show(value)}`)
}

export async function collect(events) {
  const all = []
  for await (const event of events) all.push(event)
  return all
}

/** Asks until the answer is true, for what another process does in its own time. */
export async function until(ask, what, ms = 5000) {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) if (await ask()) return
  throw new Error(`never happened: ${what}`)
}
