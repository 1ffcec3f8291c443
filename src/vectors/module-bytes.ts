/** `moduleBytes()`: the WebAssembly module of the kernel, put together byte by byte: nothing to load, nothing to build. */

type Code = readonly number[]

const I32 = 0x7f
const V128 = 0x7b
const NOTHING = 0x40

const end: Code = [0x0b]
const add: Code = [0x6a]
const equal: Code = [0x46]
const below: Code = [0x49] // unsigned: addresses go beyond two gigabytes
const toFloat: Code = [0xb2]
const times: Code = [0x94]
const zeros: Code = [0xfd, 0x0c, ...Array<number>(16).fill(0)]
const addLanes: Code = [0xfd, 0xae, 0x01] // i32x4.add
const dotPairs: Code = [0xfd, 0xba, 0x01] // i32x4.dot_i16x8_s

const get = (local: number): Code => [0x20, local]
const set = (local: number): Code => [0x21, local]
const tee = (local: number): Code => [0x22, local]
const plus = (bytes: number): Code => [0x41, bytes, 0x6a] // of at most 63 bytes
const load = (offset: number): Code => [0x28, 2, offset]
const loadFloat = (offset: number): Code => [0x2a, 2, offset]
const loadLanes = (offset: number): Code => [0xfd, 0x00, 2, offset]
const store = (offset: number): Code => [0x36, 2, offset]
const storeFloat = (offset: number): Code => [0x38, 2, offset]
const lane = (at: number): Code => [0xfd, 0x1b, at]
const all = (...parts: readonly Code[]): Code => parts.flat()
const loop = (...body: readonly Code[]): Code => [0x03, NOTHING, ...body.flat(), ...end]
const when = (...body: readonly Code[]): Code => [0x04, NOTHING, ...body.flat(), ...end]
const again = (depth: number): Code => [0x0c, depth]
const againIf = (depth: number): Code => [0x0d, depth]

/** The parameters of `Scan`, then the locals: where it is in the record and in the query, where the record ends, four sums. */
const [RECORD, LAST, PARTITION, QUERY, OUT, STRIDE, AT, WITH, STOP, SUMS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

/** Of eight numbers each. */
const multiply = (offset: number): Code => all(get(AT), loadLanes(offset), get(WITH), loadLanes(offset), dotPairs, addLanes)

const dotProduct = (): Code =>
  all(
    all(zeros, set(SUMS)),
    all(get(RECORD), get(STRIDE), add, set(STOP)),
    all(get(RECORD), plus(16), set(AT)),
    all(get(QUERY), set(WITH)),
    loop(
      all(get(SUMS), multiply(0), multiply(16), set(SUMS)),
      all(get(WITH), plus(32), set(WITH)),
      all(get(AT), plus(32), tee(AT), get(STOP), below, againIf(0)),
    ),
  )

const total = (): Code => all(get(SUMS), lane(0), get(SUMS), lane(1), add, get(SUMS), lane(2), add, get(SUMS), lane(3), add)

const write = (): Code =>
  all(
    all(get(OUT), get(RECORD), load(8), store(0)),
    all(get(OUT), total(), toFloat, get(RECORD), loadFloat(4), times, storeFloat(4)),
    all(get(OUT), plus(8), set(OUT)),
  )

const scan = (): Code =>
  all(
    loop(
      all(get(RECORD), get(LAST), below),
      when(
        all(get(RECORD), load(0), get(PARTITION), equal),
        when(dotProduct(), write()),
        all(get(RECORD), get(STRIDE), add, set(RECORD), again(1)),
      ),
    ),
    get(OUT),
    end,
  )

/** It imports `own.memory` and exports `scan`. */
export function moduleBytes(): Uint8Array {
  const parameters = sized(Array<number>(6).fill(I32))
  const locals: Code = [2, 3, I32, 1, V128]
  return Uint8Array.from([
    ...all(letters('\0asm'), [1, 0, 0, 0]),
    ...section(1, [1, 0x60], parameters, [1, I32]), // types
    ...section(2, [1], text('own'), text('memory'), [2, 0, 0]), // imports
    ...section(3, [1, 0]), // functions
    ...section(7, [1], text('scan'), [0, 0]), // exports
    ...section(10, [1], sized(all(locals, scan()))), // their code
  ])
}

function section(id: number, ...content: readonly Code[]): Code {
  return [id, ...sized(content.flat())]
}

/** With its length before it, which is below 16,384. */
function sized(content: Code): Code {
  const { length } = content
  return [...(length < 128 ? [length] : [(length & 127) | 128, length >> 7]), ...content]
}

function text(name: string): Code {
  return sized(letters(name))
}

function letters(name: string): Code {
  return [...name].map((letter) => letter.charCodeAt(0))
}
