/** What a stream gave, and how it ended. */
export async function collect<E>(events: AsyncIterable<E>): Promise<E[]> {
  const all: E[] = []
  for await (const event of events) all.push(event)
  return all
}

export async function collectUntilError<E>(events: AsyncIterable<E>): Promise<{ events: E[]; error: unknown }> {
  const all: E[] = []
  try {
    for await (const event of events) all.push(event)
  } catch (error) {
    return { events: all, error }
  }
  return { events: all, error: undefined }
}

/** What a promise was rejected with; a promise that is kept fails the test. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(value)}`)
}
