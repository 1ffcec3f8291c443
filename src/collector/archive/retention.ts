/** What is too old, or too much, goes: page by page, the oldest first. */
import type { Archive } from './archive.ts'
import type { Engine } from './engine.ts'

/** Few enough for a write that comes in between not to notice. */
const PAGES_AT_ONCE = 64

/** Free pages that are given back to the file system at a time. */
const GIVE_BACK = 256

/** Removes at most 64 pages of records; true where there is more to do. */
export function sweep(archive: Archive): boolean {
  const { engine, cutoff, options } = archive
  const size = sizeOf(engine)
  const old = engine.all('SELECT id, first, count FROM pages WHERE newest < ? ORDER BY newest LIMIT ?', cutoff, PAGES_AT_ONCE)
  const oldest = old.length === 0 && size.used > options.maxBytes ? engine.all('SELECT id, first, count FROM pages ORDER BY id LIMIT ?', PAGES_AT_ONCE) : old
  if (oldest.length > 0) {
    archive.transaction(() => {
      for (const { id, first, count } of oldest) removePage(archive, Number(id), Number(first), Number(count))
      archive.state.blocks.raise(floorOf(engine) ?? archive.state.next, cutoff)
      engine.run('DELETE FROM feedback WHERE at < ?', cutoff)
    })
  }
  if (size.free > 2 * GIVE_BACK) engine.exec(`PRAGMA incremental_vacuum(${GIVE_BACK})`)
  return oldest.length === PAGES_AT_ONCE
}

/** In bytes: what holds something, and how many pages of SQLite's are free. */
export function sizeOf(engine: Engine): { readonly used: number; readonly free: number } {
  const number = (name: string): number => Number(engine.get(`PRAGMA ${name}`)?.[name] ?? 0)
  const free = number('freelist_count')
  return { used: (number('page_count') - free) * number('page_size'), free }
}

/** The first record that is still there; pages go in their order, so that before it there are none. */
export function floorOf(engine: Engine): number | undefined {
  const first = engine.get('SELECT min(first) AS first FROM pages')?.['first']
  return first === null || first === undefined ? undefined : Number(first)
}

function removePage({ engine, state }: Archive, id: number, first: number, count: number): void {
  engine.run('DELETE FROM feedback WHERE seq >= ? AND seq < ?', first, first + count)
  engine.run('DELETE FROM records WHERE seq >= ? AND seq < ?', first, first + count)
  engine.run('DELETE FROM pages WHERE id = ?', id)
  state.pages.forget(id)
}
