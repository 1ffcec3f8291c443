/** What a collector says of a batch it took: all, or all but some. */

/** Some of a batch was refused, or all was taken and something is to be said. It is not sent again. */
export interface PartialSuccess {
  readonly signal: 'traces' | 'metrics'
  /** Spans, or points of metrics, that were refused. */
  readonly rejected: number
  readonly message: string
}

type Said = Pick<PartialSuccess, 'rejected' | 'message'>

/** Of an answer that cannot be read: nothing was said, for its status was one of success. */
export function partialSuccessOf(answer: Uint8Array, protocol: 'json' | 'protobuf'): Said | undefined {
  const said = protocol === 'json' ? fromJson(answer) : fromProtobuf(answer)
  if (said === undefined || (said.rejected === 0 && said.message === '')) return undefined
  return { rejected: said.rejected, message: said.message.slice(0, MAX_MESSAGE) }
}

const MAX_MESSAGE = 500

function fromJson(answer: Uint8Array): Said | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(answer))
    const partial = fieldOf(value, 'partialSuccess')
    const rejected = Number(fieldOf(partial, 'rejectedSpans') ?? fieldOf(partial, 'rejectedDataPoints') ?? 0)
    const message = fieldOf(partial, 'errorMessage')
    return { rejected: Number.isFinite(rejected) && rejected > 0 ? rejected : 0, message: typeof message === 'string' ? message : '' }
  } catch {
    return undefined
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

/** Field 1 is the partial success; within it, 1 is the count and 2 the message, of traces and metrics alike. */
function fromProtobuf(answer: Uint8Array): Said | undefined {
  const partial = fields(answer)?.get(1)
  if (!(partial instanceof Uint8Array)) return undefined
  const inner = fields(partial)
  const rejected = inner?.get(1)
  const message = inner?.get(2)
  return { rejected: typeof rejected === 'number' ? rejected : 0, message: message instanceof Uint8Array ? new TextDecoder().decode(message) : '' }
}

/** Varints and byte strings by their numbers, the last of each; `undefined` where it is no protobuf. */
function fields(bytes: Uint8Array): ReadonlyMap<number, number | Uint8Array> | undefined {
  const found = new Map<number, number | Uint8Array>()
  let at = 0
  while (at < bytes.length) {
    const tag = varint()
    const wire = tag % 8
    if (wire === 0) found.set(Math.floor(tag / 8), varint())
    else if (wire === 2) {
      const length = varint()
      if (at + length > bytes.length) return undefined
      found.set(Math.floor(tag / 8), bytes.subarray(at, at + length))
      at += length
    } else if (wire === 1 || wire === 5) at += wire === 1 ? 8 : 4
    else return undefined
  }
  return at === bytes.length ? found : undefined

  function varint(): number {
    let value = 0
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] as number
      value += (byte % 128) * factor
      if (byte < 128) return value
    }
    at = Infinity // it was cut
    return value
  }
}
