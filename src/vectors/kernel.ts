/** The inner loop of a search, as WebAssembly with SIMD where the runtime compiles it, in JavaScript elsewhere. */
import { moduleBytes } from './module-bytes.ts'

/**
 * Walks the records from `first` to `end`, `stride` bytes apart, and looks at those of one partition. For each it writes to
 * `out` its row (i32) and its dot product with the numbers at `query`, times its scale (f32); gives the end of what it
 * wrote. A record is its partition (i32), its scale (f32), its row (i32), four bytes of nothing, and then numbers of two
 * bytes each, as many as fill a multiple of 32 bytes. All these are addresses of bytes.
 */
export type Scan = (first: number, end: number, partition: number, query: number, out: number, stride: number) => number

export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): unknown }
  readonly scan: Scan
}

/** Of 65,536 bytes, as WebAssembly counts its memory. */
export interface Pages {
  readonly initial: number
  readonly maximum: number
}

/** What is used of it; the compiler has its types only among those of a browser. */
interface WebAssemblyLike {
  readonly Memory: new (pages: Pages) => Kernel['memory']
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly scan: Scan } }
}

/** `undefined` where the runtime has no WebAssembly or no SIMD, forbids to compile at run time, or has not the memory. */
export function compiledKernel(pages: Pages): Kernel | undefined {
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyLike }
  const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
  if (wasm === undefined || !littleEndian) return undefined
  try {
    const memory = new wasm.Memory(pages)
    const { exports } = new wasm.Instance(new wasm.Module(moduleBytes()), { own: { memory } })
    return { memory, scan: exports.scan }
  } catch {
    return undefined // each runtime refuses in its own words, and the plain kernel gives the same answers
  }
}

/** The same, number for number, in about twenty times the time. */
export function plainKernel({ initial }: Pages): Kernel {
  let views = viewsOf(new ArrayBuffer(initial * 65_536))
  const memory = {
    get buffer() {
      return views.words.buffer
    },
    grow(pages: number) {
      const { bytes } = views
      views = viewsOf(new ArrayBuffer(bytes.length + pages * 65_536))
      views.bytes.set(bytes)
    },
  }

  function scan(first: number, end: number, partition: number, query: number, out: number, stride: number): number {
    const { words, floats } = views
    let next = out
    for (let record = first; record < end; record += stride) {
      if (words[record / 4] !== partition) continue
      words[next / 4] = words[record / 4 + 2] as number
      floats[next / 4 + 1] = Math.fround(dot(views.numbers, (record + 16) / 2, query / 2, (stride - 16) / 2)) * (floats[record / 4 + 1] as number)
      next += 8
    }
    return next
  }

  return { memory, scan }
}

interface Views {
  readonly bytes: Uint8Array
  readonly numbers: Int16Array
  readonly words: Int32Array<ArrayBuffer>
  readonly floats: Float32Array
}

function viewsOf(buffer: ArrayBuffer): Views {
  return { bytes: new Uint8Array(buffer), numbers: new Int16Array(buffer), words: new Int32Array(buffer), floats: new Float32Array(buffer) }
}

/** Four sums, that need not wait for each other. */
function dot(numbers: Int16Array, left: number, right: number, count: number): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let at = 0; at < count; at += 4) {
    a += (numbers[left + at] as number) * (numbers[right + at] as number)
    b += (numbers[left + at + 1] as number) * (numbers[right + at + 1] as number)
    c += (numbers[left + at + 2] as number) * (numbers[right + at + 2] as number)
    d += (numbers[left + at + 3] as number) * (numbers[right + at + 3] as number)
  }
  return a + b + c + d
}
