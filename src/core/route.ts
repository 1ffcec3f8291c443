/** Routes as data: nodes that can be printed, checked and built. */
import { ConfigError } from './error.ts'
import type { Experiment } from './experiment.ts'
import type { Handler, Middleware } from './handler.ts'
import type { FactsOf, Knowledge } from './model-facts.ts'
import type { Running } from './running.ts'

/** A route, or the address of one: a route's name, else `provider/model`. */
export type RouteInput = string | Route

/** A node of the tree. A leaf is a string; everything else is one of these. */
export interface Route {
  /** The factory's name: `fallback`, `balance`, `use`. */
  readonly kind: string
  readonly children: readonly RouteInput[]
  /** What distinguishes this node, in a few words: `round_robin`. */
  readonly detail?: string | undefined
  /** What distinguishes each child: `weight 3`. */
  readonly details?: readonly string[] | undefined
  /** Where each child stands in what the user wrote: `rules[0].to`. @default `children[0]` and so on */
  readonly paths?: readonly string[] | undefined
  /** What wraps its child, where it is a `use`: what of it counts is part of `stats()`. */
  readonly middleware?: readonly Middleware[] | undefined
  /** Brought by a node that asks whether its children can do what a call needs; what one brings is there for all. @default the config's `models` are all that is known */
  readonly knowledge?: Knowledge | undefined
  /** Throws `ConfigError` if the node cannot work; `path` is its place, `routes.smart.children[1]`, and `routes` are the names of all routes. */
  check(path: string, routes?: readonly string[]): void
  /** Folds the built children into one handler; called once, at creation. */
  build(children: readonly Handler[], house: House): Handler
}

/** What a node may know of the gateway it is built for. */
export interface House {
  /** What is known of a target's model. */
  readonly factsOf: FactsOf
  /** Every experiment by its name, kept by the routes that measure one. */
  readonly experiments: Map<string, Experiment>
  /** The calls under way. */
  readonly running: Running
  /** The deadlines of every target: what `timeouts` says in the config. */
  readonly timeouts?: { readonly firstTokenMs?: number; readonly idleMs?: number; readonly totalMs?: number } | false | undefined
}

export function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'kind' in value && 'children' in value && 'build' in value
}

/** The middleware in a tree. */
export function middlewareIn(input: RouteInput): readonly Middleware[] {
  return typeof input === 'string' ? [] : [...(input.middleware ?? []), ...input.children.flatMap(middlewareIn)]
}

/** What the first node that brings any knows of models, wherever in the trees it stands. */
export function knowledgeIn(nodes: readonly RouteInput[]): Knowledge | undefined {
  for (const node of nodes) {
    const found = isRoute(node) ? (node.knowledge ?? knowledgeIn(node.children)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** Refuses a node without children, or with one that is neither an address nor a route. */
export function checkChildren(path: string, children: readonly unknown[], paths?: Route['paths']): void {
  if (children.length === 0) throw new ConfigError(`${path}.children`, 'must not be empty')
  children.forEach((child, at) => {
    if (typeof child === 'string' ? child !== '' : isRoute(child)) return
    throw new ConfigError(childPath(path, paths, at), "must be an address ('provider/model' or a route's name) or a route")
  })
}

/** The place of a child, as the user knows it. */
export function childPath(path: string, paths: Route['paths'], at: number): string {
  return `${path}.${paths?.[at] ?? `children[${at}]`}`
}

/** The tree in text, one node a line. */
export function printRoute(input: RouteInput, name?: string): string {
  const lines: string[] = []
  print(input, name === undefined ? '' : `${name}: `, '', '')
  return lines.join('\n')

  function print(node: RouteInput, label: string, first: string, rest: string): void {
    if (typeof node === 'string') return void lines.push(`${first}${label}${node}`)
    lines.push(`${first}${label}${node.kind}${node.detail === undefined ? '' : ` (${node.detail})`}`)
    node.children.forEach((child, at) => {
      const last = at === node.children.length - 1
      const detail = node.details?.[at]
      print(child, detail === undefined ? '' : `${detail} → `, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`)
    })
  }
}
