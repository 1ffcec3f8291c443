/** Whoever has the archive: in this thread, or in one of its own, so that the server's loop stays free. */
import { Worker } from 'node:worker_threads'
import { type Archive, type ArchiveOptions, openArchive } from './archive/archive.ts'
import { sweep } from './archive/retention.ts'
import { answer, type Ask } from './asks.ts'
import { type Delivery, type Receipt, take } from './intake.ts'

export interface Keeper {
  take(delivery: Delivery): Promise<Receipt>
  /** As JSON; `undefined` where there is no such thing. */
  ask(ask: Ask): Promise<string | undefined>
  close(): Promise<void>
}

/** What goes to the thread, and what comes back. */
export type Request = { readonly id: number } & ({ readonly take: Delivery } | { readonly ask: Ask } | { readonly close: true })
export type Response = { readonly id: number } & ({ readonly receipt: Receipt } | { readonly json: string | undefined } | { readonly failed: string })

/** How often what is too old is looked for. */
const SWEEP_EVERY_MS = 30_000

export async function keeperHere(options: ArchiveOptions): Promise<Keeper> {
  const archive = await openArchive(options)
  const stop = keepSwept(archive)
  return {
    take: async (delivery) => take(archive, [delivery])[0] as Receipt,
    ask: async (ask) => JSON.stringify(answer(archive, ask)),
    async close() {
      stop()
      archive.close()
    },
  }
}

/** Sweeps now and then; a sweep that has more to do goes on in the next turn, so that others come in between. */
export function keepSwept(archive: Archive): () => void {
  const { clock } = archive
  const next = (ms: number): unknown => {
    const timer: unknown = clock.setTimeout(run, ms)
    return timer
  }
  let timer: unknown
  function run(): void {
    let isMore = false
    try {
      isMore = sweep(archive)
    } catch {
      isMore = false // the disk may be full: the next round tries again, and whoever writes is told
    }
    timer = next(isMore ? 20 : SWEEP_EVERY_MS)
  }
  timer = next(1000)
  return () => clock.clearTimeout(timer as never)
}

/** Over a thread that runs `worker.ts`. */
export async function keeperInThread(script: URL, options: Omit<ArchiveOptions, 'clock'>): Promise<Keeper> {
  const worker = new Worker(script, { workerData: options })
  const waiting = new Map<number, { resolve: (response: Response) => void; reject: (error: Error) => void }>()
  let last = 0
  let ended: Error | undefined

  const send = (request: Request extends infer R ? Omit<R & object, 'id'> : never, transfer: ArrayBuffer[] = []): Promise<Response> => {
    if (ended) return Promise.reject(ended)
    const id = (last += 1)
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ...request }, transfer)
    })
  }
  const end = (error: Error): void => {
    ended = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => end(new Error('the archive is closed')))

  await new Promise<void>((resolve, reject) => {
    worker.once('message', (first: { readonly ready: true } | { readonly failed: string }) => {
      if ('failed' in first) reject(new Error(first.failed))
      else resolve()
    })
    worker.once('error', reject)
  })
  worker.on('message', (response: Response) => {
    const waiter = waiting.get(response.id)
    waiting.delete(response.id)
    if ('failed' in response) waiter?.reject(new Error(response.failed))
    else waiter?.resolve(response)
  })

  return {
    async take(delivery) {
      const response = await send({ take: delivery } as never)
      if (!('receipt' in response)) throw new Error('the archive answered something else')
      return response.receipt
    },
    async ask(ask) {
      const response = await send({ ask } as never)
      return 'json' in response ? response.json : undefined
    },
    async close() {
      await send({ close: true } as never).catch(() => undefined)
      await worker.terminate()
    },
  }
}
