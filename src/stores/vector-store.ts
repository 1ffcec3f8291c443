/** What keeps vectors with what was said about them, and finds the nearest. */

/** One vector and its text. */
export interface VectorRecord {
  /** Who may find it: a search in another partition never does. */
  readonly partition: string
  /** Of its partition: what was there under it before is replaced. */
  readonly id: string
  /** Of any length but zero: only its direction counts. */
  readonly vector: Float32Array
  readonly payload: string
  /** Kept for so long, in milliseconds. */
  readonly ttlMs: number
}

export interface VectorSearch {
  /** At most so many. */
  readonly k: number
  /** Only those whose cosine is at least this. */
  readonly threshold: number
}

export interface VectorMatch {
  readonly id: string
  /** The cosine, from -1 to 1. */
  readonly score: number
  readonly payload: string
}

/**
 * A store of vectors, for `semanticCache()`. What it gives is checked by whoever asked: it can make a cache miss, never lie.
 *
 * @example
 * import { memoryVectorStore, type VectorStore } from 'zerohop'
 *
 * const inner = memoryVectorStore()
 * const counted: VectorStore = {
 *   search: (partition, vector, wanted) => inner.search(partition, vector, wanted),
 *   add: (record) => inner.add(record),
 *   remove: (partition, id) => inner.remove(partition, id),
 * }
 */
export interface VectorStore {
  /** The nearest first. */
  search(partition: string, vector: Float32Array, wanted: VectorSearch): Promise<readonly VectorMatch[]>
  add(record: VectorRecord): Promise<unknown>
  /** True where something was removed. */
  remove(partition: string, id: string): Promise<boolean>
}

/** True for what could be one. */
export function isVectorStore(store: unknown): store is VectorStore {
  return typeof store === 'object' && store !== null && (['search', 'add', 'remove'] as const).every((name) => typeof (store as Partial<VectorStore>)[name] === 'function')
}
