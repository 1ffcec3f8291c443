/** Modules of Node for the sinks that need them, found at creation: no bundler follows them, and a runtime without them is told at once. */
import { ConfigError } from '../../core/error.ts'

/** Gives modules by their names. @throws ConfigError at `path` where the runtime lacks one of those that are needed */
export function nodeModules(path: string, needed: readonly string[]): NodeJS.Process['getBuiltinModule'] {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> }
  const modules = process?.getBuiltinModule?.bind(process) as NodeJS.Process['getBuiltinModule'] | undefined
  if (modules !== undefined && needed.every((id) => modules(id) !== undefined)) return modules
  throw new ConfigError(path, `needs ${needed.join(', ')}: Node from 20.16, Bun or Deno`)
}

/** Some workers have a `node:fs`, but it forgets everything with the request. @throws ConfigError at `path` */
export function needFiles(path: string): void {
  const { navigator } = globalThis as { navigator?: { readonly userAgent?: string } }
  if (navigator?.userAgent === 'Cloudflare-Workers') throw new ConfigError(path, 'needs files that last, which a worker has not: Node, Bun or Deno')
}
