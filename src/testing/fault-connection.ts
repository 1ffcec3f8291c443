/** One socket of a fault server, and what became of it. */
import type { Socket } from 'node:net'

export class FaultConnection {
  /** 1, 2, 3 … in the order they were accepted. */
  readonly id: number
  /** Milliseconds of `performance.now()`. */
  readonly openedAt = performance.now()
  /** When the socket was closed, by either side; `undefined` while it is open. */
  closedAt: number | undefined
  /** Requests that came over it. */
  requests = 0
  /** Bytes handed to the socket, whether or not the client took them. */
  bytesWritten = 0
  /** True while the client takes nothing more: the socket's buffers are full. */
  isBlocked = false
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>
  readonly #socket: Socket

  constructor(id: number, socket: Socket) {
    this.id = id
    this.#socket = socket
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.closedAt = performance.now()
        resolve()
      })
    })
    socket.on('error', () => {}) // clients reset: 'close' follows, and that is recorded
  }

  /** Resolves when the socket wants more. */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.closedAt !== undefined) return
    this.bytesWritten += bytes.length
    if (this.#socket.write(bytes)) return
    this.isBlocked = true
    await Promise.race([new Promise((resolve) => this.#socket.once('drain', resolve)), this.closed])
    this.isBlocked = false
  }

  /** FIN, after what was written. */
  end(): void {
    this.#socket.end()
  }

  /** RST. */
  reset(): void {
    this.#socket.resetAndDestroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
