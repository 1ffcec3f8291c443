/** The inner loop of a search as WebAssembly with SIMD, put together here byte by byte: there is nothing to load and nothing to build. */

/**
 * Walks the records from `first` to `end`, `stride` bytes apart, and looks at those of one partition. For each it writes to
 * `out` the number of its row (i32) and its dot product with the query (f32), times the record's scale; gives the end of
 * what it wrote. A record is its partition (i32), its scale (f32), its row (i32), four bytes of nothing, then numbers of
 * one byte, sixteen by sixteen. The query's are of two bytes. Every address is one of bytes.
 */
export type Scan = (first: number, end: number, partition: number, query: number, out: number, stride: number) => number

export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly scan: Scan
}

export const PAGE = 65_536
export const MAX_PAGES = 65_536
export const RECORD_HEAD = 16

/** What is used of it; the compiler's own types of it come with those of a browser. */
interface WebAssemblyLike {
  readonly Memory: new (size: { initial: number; maximum: number }) => Kernel['memory']
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly scan: Scan } }
}

/** `undefined` where the runtime has no WebAssembly or no SIMD, forbids to compile at run time, or has not the memory. */
export function loadKernel(pages: { initial: number; maximum: number }): Kernel | undefined {
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyLike }
  const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
  if (wasm === undefined || !littleEndian) return undefined
  try {
    const memory = new wasm.Memory(pages)
    const { exports } = new wasm.Instance(new wasm.Module(moduleBytes()), { own: { memory } })
    return { memory, scan: exports.scan }
  } catch {
    return undefined // each runtime refuses in its own words, and the plain loop gives the same answers
  }
}

type Code = readonly number[]

const I32 = 0x7f
const V128 = 0x7b
const NOTHING = 0x40
const END = 0x0b

const ADD = 0x6a
const EQUAL = 0x46
const LESS = 0x49 // unsigned: addresses go beyond two gigabytes
const TO_FLOAT = 0xb2
const TIMES = 0x94

const ADD_LANES: Code = [0xfd, 0xae, 0x01] // i32x4.add
const DOT: Code = [0xfd, 0xba, 0x01] // i32x4.dot_i16x8_s
const LOW_HALF: Code = [0xfd, 0x87, 0x01] // i16x8.extend_low_i8x16_s
const HIGH_HALF: Code = [0xfd, 0x88, 0x01] // i16x8.extend_high_i8x16_s
const ZEROS: Code = [0xfd, 0x0c, ...Array<number>(16).fill(0)]

const get = (local: number): Code => [0x20, local]
const set = (local: number): Code => [0x21, local]
const tee = (local: number): Code => [0x22, local]
const advance = (local: number, bytes: number): Code => [...get(local), 0x41, bytes, ADD] // of at most 63 bytes
const load = (offset: number): Code => [0x28, 2, offset]
const loadFloat = (offset: number): Code => [0x2a, 2, offset]
const loadLanes = (offset: number): Code => [0xfd, 0x00, 2, offset]
const store = (offset: number): Code => [0x36, 2, offset]
const storeFloat = (offset: number): Code => [0x38, 2, offset]
const lane = (of: number, at: number): Code => [...get(of), 0xfd, 0x1b, at]
const loop = (...body: Code): Code => [0x03, NOTHING, ...body, END]
const when = (...body: Code): Code => [0x04, NOTHING, ...body, END]
const again = (depth: number): Code => [0x0c, depth]
const againIf = (depth: number): Code => [0x0d, depth]

const [RECORD, LAST, PARTITION, QUERY, OUT, STRIDE, AT, WITH, STOP, SUM, SIXTEEN] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const

function scanCode(): Code {
  const half = (which: Code, offset: number): Code => [...get(SIXTEEN), ...which, ...get(WITH), ...loadLanes(offset), ...DOT, ...ADD_LANES]
  const dotProduct = [
    ...[...ZEROS, ...set(SUM)],
    ...[...get(RECORD), ...get(STRIDE), ADD, ...set(STOP)],
    ...[...advance(RECORD, RECORD_HEAD), ...set(AT)],
    ...[...get(QUERY), ...set(WITH)],
    ...loop(
      ...[...get(AT), ...loadLanes(0), ...set(SIXTEEN)],
      ...[...get(SUM), ...half(LOW_HALF, 0), ...half(HIGH_HALF, 16), ...set(SUM)],
      ...[...advance(WITH, 32), ...set(WITH)],
      ...[...advance(AT, 16), ...tee(AT), ...get(STOP), LESS, ...againIf(0)],
    ),
  ]
  const total = [...lane(SUM, 0), ...lane(SUM, 1), ADD, ...lane(SUM, 2), ADD, ...lane(SUM, 3), ADD]
  const write = [
    ...[...get(OUT), ...get(RECORD), ...load(8), ...store(0)],
    ...[...get(OUT), ...total, TO_FLOAT, ...get(RECORD), ...loadFloat(4), TIMES, ...storeFloat(4)],
    ...[...advance(OUT, 8), ...set(OUT)],
  ]
  const nextRecord = [...get(RECORD), ...get(STRIDE), ADD, ...set(RECORD), ...again(1)]
  const ofPartition = [...get(RECORD), ...load(0), ...get(PARTITION), EQUAL]
  return [...loop(...get(RECORD), ...get(LAST), LESS, ...when(...ofPartition, ...when(...dotProduct, ...write), ...nextRecord)), ...get(OUT), END]
}

/** A section of the module: types 1, imports 2, functions 3, exports 7, code 10. */
function section(id: number, ...content: Code): Code {
  return [id, ...sized(content)]
}

/** With its length before it, which stays below 16,384. */
function sized(content: Code): Code {
  const { length } = content
  return [...(length < 128 ? [length] : [(length & 127) | 128, length >> 7]), ...content]
}

function name(text: string): Code {
  return sized(bytesOf(text))
}

function bytesOf(text: string): Code {
  return [...text].map((letter) => letter.charCodeAt(0))
}

function moduleBytes(): Uint8Array {
  const parameters = sized(Array<number>(6).fill(I32))
  const locals = [2, 3, I32, 2, V128] // AT, WITH and STOP; SUM and SIXTEEN
  return Uint8Array.from([
    ...bytesOf('\0asm'),
    ...[1, 0, 0, 0],
    ...section(1, 1, 0x60, ...parameters, 1, I32),
    ...section(2, 1, ...name('own'), ...name('memory'), 2, 0, 0),
    ...section(3, 1, 0),
    ...section(7, 1, ...name('scan'), 0, 0),
    ...section(10, 1, ...sized([...locals, ...scanCode()])),
  ])
}
