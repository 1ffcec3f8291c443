/** The thread that has the archive. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Archive, type ArchiveOptions, openArchive } from './archive/archive.ts'
import { answer } from './asks.ts'
import { type Delivery, take } from './intake.ts'
import { keepSwept, type Request, type Response } from './keeper.ts'

/** Deliveries that came while others were written are written together: the disk is waited for once. */
const MOST_AT_ONCE = 64

await begin().catch((error: unknown) => {
  parentPort?.postMessage({ failed: messageOf(error) }, [])
})

async function begin(): Promise<void> {
  const archive = await openArchive(workerData as ArchiveOptions)
  const stop = keepSwept(archive)
  const say = (response: Response): void => parentPort?.postMessage(response, [])
  let deliveries: Array<{ readonly id: number; readonly take: Delivery }> = []

  const write = (): void => {
    const batch = deliveries.splice(0, MOST_AT_ONCE)
    if (deliveries.length > 0) setImmediate(write)
    attempt(batch.map(({ id }) => id), () => {
      const receipts = take(archive, batch.map(({ take }) => take))
      for (const [at, { id }] of batch.entries()) {
        const receipt = receipts[at]
        if (receipt) say({ id, receipt })
      }
    })
  }

  /** Whatever goes wrong is told to those who asked; nobody waits for ever. */
  const attempt = (ids: readonly number[], run: () => void): void => {
    try {
      run()
    } catch (error) {
      for (const id of ids) say({ id, failed: messageOf(error) })
    }
  }

  parentPort?.on('message', (request: Request) => {
    const { id } = request
    if ('take' in request) {
      deliveries.push(request)
      if (deliveries.length === 1) setImmediate(write)
    } else if ('ask' in request) attempt([id], () => say({ id, json: JSON.stringify(answer(archive, request.ask)) }))
    else {
      stop()
      while (deliveries.length > 0) write()
      deliveries = []
      close(archive, () => say({ id, json: undefined }))
    }
  })
  parentPort?.postMessage({ ready: true }, [])
}

function close(archive: Archive, then: () => void): void {
  archive.close()
  then()
  parentPort?.close()
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
