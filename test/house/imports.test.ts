/** Who may know whom: the plan of the house, held by its imports. */
import { describe, expect, it } from 'vitest'
import { type Import, type Module, modules } from './modules.ts'

const rooms = ['core', 'operations', 'providers', 'transport', 'middleware', 'guardrails', 'routes', 'stores', 'telemetry', 'models', 'vectors', 'clients', 'testing']

/** Each room, and the rooms it may import besides itself. Types and values alike. */
const mayKnow: Readonly<Record<string, readonly string[]>> = {
  core: [],
  operations: ['core'],
  transport: ['core', 'operations'],
  stores: ['core', 'operations', 'vectors'],
  vectors: ['core'],
  telemetry: ['core', 'operations'],
  collector: ['core', 'telemetry', 'stores'],
  routes: ['core', 'operations', 'middleware', 'models'],
  guardrails: ['core', 'operations', 'models', 'transport'],
  middleware: ['core', 'operations', 'guardrails', 'stores', 'transport', 'hash', 'vectors'],
  providers: ['core', 'operations', 'transport'],
  'config.ts': ['core', 'middleware'],
  hash: ['core'],
  models: ['core', 'operations'],
  'target-control.ts': ['core', 'middleware', 'config.ts'],
  'targets.ts': ['core', 'middleware', 'routes', 'config.ts', 'models', 'target-control.ts'],
  'addresses.ts': ['core', 'config.ts', 'targets.ts', 'models'],
  'explainer.ts': ['core', 'operations', 'addresses.ts', 'config.ts'],
  'engine.ts': ['core', 'operations', 'addresses.ts', 'config.ts', 'explainer.ts'],
  clients: ['core', 'operations', 'engine.ts', 'explainer.ts', 'config.ts'],
  'gateway.ts': ['core', 'engine.ts', 'config.ts', 'clients', 'middleware'],
  testing: [...rooms, 'config.ts', 'engine.ts', 'gateway.ts'],
}

/** The packages that a room may load; everybody may name the types of `openai`. */
const mayLoad: Readonly<Record<string, readonly string[]>> = {
  clients: ['openai'],
  'gateway.ts': ['openai'],
  testing: ['openai', 'node'],
  middleware: ['p-retry'],
  hash: ['node'],
  collector: ['node', 'hono', '@hono/node-server'],
}

/** The packages that a room may load at the first call, not at import. */
const mayLoadLater: Readonly<Record<string, readonly string[]>> = {
  transport: ['undici', 'node'],
  telemetry: ['@pydantic/genai-prices'],
}

const entries = ['index.ts', 'core-entry.ts', 'providers-entry.ts', 'routes-entry.ts', 'cache-entry.ts', 'guardrails-entry.ts', 'telemetry-entry.ts', 'testing/index.ts']
const roomOf = (path: string): string => path.split('/')[0] as string
const packageOf = (specifier: string): string => (specifier.startsWith('node:') ? 'node' : specifier.replace(/^(@[^/]+\/)?([^/]+).*/, '$1$2'))

/** `module → import`, for every import that the rule refuses. */
function offences(rule: (module: Module, wanted: Import) => boolean): string[] {
  return modules.flatMap((module) => module.imports.filter((wanted) => !rule(module, wanted)).map(({ from }) => `${module.path} → ${from}`))
}

describe('imports', () => {
  it('are read: there are modules, and they import each other', () => {
    expect(modules.length).toBeGreaterThan(60)
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(200)
  })

  it('lead to modules that exist', () => {
    const paths = new Set(modules.map(({ path }) => path))
    expect(offences((_, { from, isPackage }) => isPackage || paths.has(from))).toEqual([])
  })

  it('come from rooms that the plan knows', () => {
    const known = [...Object.keys(mayKnow), ...entries]
    expect(modules.map(({ path }) => path).filter((path) => !known.includes(roomOf(path)) && !known.includes(path))).toEqual([])
  })

  it('go only where the plan allows: core ← operations ← rooms ← engine ← clients ← gateway ← index', () => {
    const allowed = (module: Module, { from, isPackage }: Import): boolean => {
      const room = roomOf(module.path)
      return isPackage || entries.includes(module.path) || roomOf(from) === room || (mayKnow[room]?.includes(roomOf(from)) ?? false)
    }
    expect(offences(allowed)).toEqual([])
  })

  it('of packages load nothing but what the room is for', () => {
    const allowed = (module: Module, { from, isPackage, typeOnly, lazy }: Import): boolean => {
      if (!isPackage) return true
      const room = roomOf(module.path)
      const name = packageOf(from)
      const loadable = [...(mayLoad[room] ?? []), ...(lazy || typeOnly ? (mayLoadLater[room] ?? []) : [])]
      return loadable.includes(name) || (typeOnly && name === 'openai') || (name === 'node' && module.path.endsWith('.node.ts'))
    }
    expect(offences(allowed)).toEqual([])
  })

  it('make no circle of values', () => {
    const byPath = new Map(modules.map((module) => [module.path, module]))
    const circles: string[] = []
    const done = new Set<string>()
    const walk = (path: string, above: readonly string[]): void => {
      if (above.includes(path)) return void circles.push([...above.slice(above.indexOf(path)), path].join(' → '))
      if (done.has(path)) return
      for (const { from, isPackage, typeOnly, lazy } of byPath.get(path)?.imports ?? []) {
        if (!isPackage && !typeOnly && !lazy) walk(from, [...above, path])
      }
      done.add(path)
    }
    for (const { path } of modules) walk(path, [])
    expect(circles).toEqual([])
  })
})
