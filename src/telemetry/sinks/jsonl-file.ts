/** A file that lines are put at the end of, and that makes way for a new one when it is long or old. Opened anew for each batch. */
import type { Clock } from '../../core/clock.ts'
import { nodeModules } from './node-module.ts'

export interface LinesFileOptions {
  /** Absolute. */
  readonly file: string
  readonly maxBytes: number
  readonly maxAgeMs: number
  readonly keep: number
  readonly gzip: boolean
  readonly fsync: boolean
  readonly clock: Clock
}

export interface LinesFile {
  /** In one write. Rejects where not all of it was written, or where it was but the file before it could not be put away. */
  append(lines: string): Promise<void>
  /** Everything is on the disk, and what was put away is compressed. */
  sync(): Promise<void>
}

const NEWLINE = 10
/** Bodies may be in it: for nobody else to read. */
const MODE = 0o600

/** @throws ConfigError at `path` where the runtime has no files */
export function linesFile(path: string, { file, maxBytes, maxAgeMs, keep, gzip, fsync, clock }: LinesFileOptions): LinesFile {
  const modules = nodeModules(path, ['node:fs', 'node:fs/promises', 'node:path', 'node:zlib', 'node:stream/promises'])
  const { mkdir, open, rename, rm } = modules('node:fs/promises')
  const { createReadStream, createWriteStream } = modules('node:fs')
  const { dirname } = modules('node:path')
  /** When the file of this inode was begun. */
  let begun: { readonly inode: number; readonly at: number } | undefined
  let zipping: Promise<void> = Promise.resolve()

  type Handle = Awaited<ReturnType<typeof open>>

  return {
    /** As nothing is kept open, it goes on wherever others put the file away, remove it, or the disk was full. */
    async append(lines) {
      const bytes = new TextEncoder().encode(lines)
      const trouble = await makeWay(bytes.length).then(none, (error: unknown) => ({ error }))
      await withFile(await opened(), async (handle) => {
        const { size, ino: inode } = await handle.stat()
        if (size === 0) begun = { inode, at: clock.date() }
        await writeWhole(handle, size > 0 && (await lastByte(handle, size)) !== NEWLINE ? withNewlineFirst(bytes) : bytes)
      })
      if (trouble) throw trouble.error // the records are written: only now may it be told
    },

    async sync() {
      const done = zipping
      if (fsync) await synced(file)
      await done
    },
  }

  /** Where it is time for a new file: `calls.jsonl` becomes `calls.jsonl.1`, that becomes `.2`, and the last one goes. */
  async function makeWay(bytes: number): Promise<void> {
    const isDue = await withFile(await opened(), async (handle) => {
      const { size, ino: inode, birthtimeMs, mtimeMs } = await handle.stat()
      if (begun?.inode !== inode) begun = { inode, at: birthtimeMs > 0 ? birthtimeMs : mtimeMs }
      const due = size > 0 && (size + bytes > maxBytes || clock.date() - begun.at >= maxAgeMs)
      if (due && fsync) await handle.sync()
      return due
    })
    if (!isDue) return
    const zipped = await zipping.then(none, (error: unknown) => ({ error }))
    zipping = Promise.resolve()
    for (const end of ['', '.gz']) {
      await rm(`${file}.${keep}${end}`, { force: true })
      for (let at = keep - 1; at >= 1; at--) await moved(`${file}.${at}${end}`, `${file}.${at + 1}${end}`)
    }
    if (keep === 0) await rm(file, { force: true })
    else await moved(file, `${file}.1`)
    if (keep > 0 && gzip) {
      zipping = zip(`${file}.1`)
      zipping.catch(() => {}) // told by whoever waits for it next
    }
    if (zipped) throw zipped.error
  }

  async function opened(): Promise<Handle> {
    try {
      return await open(file, 'a+', MODE)
    } catch (error) {
      if (!isMissing(error)) throw error
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      return open(file, 'a+', MODE)
    }
  }

  async function moved(from: string, to: string): Promise<void> {
    await rename(from, to).catch(unlessMissing)
  }

  /** Under another name until it is whole. */
  async function zip(from: string): Promise<void> {
    const part = `${from}.gz.part`
    await modules('node:stream/promises').pipeline(createReadStream(from), modules('node:zlib').createGzip(), createWriteStream(part, { mode: MODE }))
    if (fsync) await synced(part)
    await rename(part, `${from}.gz`)
    await rm(from)
  }

  async function synced(name: string): Promise<void> {
    const handle = await open(name, 'r+').catch(unlessMissing)
    if (handle) await withFile(handle, (opened) => opened.sync())
  }

  async function withFile<T>(handle: Handle, use: (handle: Handle) => Promise<T>): Promise<T> {
    try {
      return await use(handle)
    } finally {
      await handle.close()
    }
  }

  async function lastByte(handle: Handle, size: number): Promise<number | undefined> {
    const { buffer } = await handle.read(new Uint8Array(1), 0, 1, size - 1)
    return buffer[0]
  }

  /** The system may take less than it was given: then the next write says why. */
  async function writeWhole(handle: Handle, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten
  }
}

/** Ends the line that a crash, or a full disk, left in the middle. */
function withNewlineFirst(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(bytes.length + 1)
  all[0] = NEWLINE
  all.set(bytes, 1)
  return all
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

function none(): undefined {}
