/** One collector per file: who has it open, and whether that process still lives. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Takes the file for this process; throws where another live one has it. What a killed process left is taken over, the lock
 * of `node-sqlite3-wasm` too: that is a folder, which nobody removes when a process dies.
 */
export function lockFile(path: string): () => void {
  const own = `${path}.pid`
  const owner = ownerOf(own)
  if (owner !== undefined && owner !== process.pid && isAlive(owner)) {
    throw new Error(`${path} is open in process ${owner}; stop it, or name another file (if no such collector runs, delete ${own})`)
  }
  writeFileSync(own, String(process.pid))
  rmSync(`${path}.lock`, { recursive: true, force: true })
  return () => {
    if (ownerOf(own) === process.pid) rmSync(own, { force: true })
  }
}

function ownerOf(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8'))
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
