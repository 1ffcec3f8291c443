/** Part of the build: tells bundlers that the constants of our modules are made without side effects, so that unused ones can go. */
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'
import ts from 'typescript'

/**
 * Of a module that nobody needs a bundler keeps nothing, for the package says `"sideEffects": false`. But the build puts modules
 * together in chunks, which load faster than many files, and of a chunk it keeps whatever it cannot prove to be pure:
 * `new Set(…)`, `{ ...other }`, `list.map(…)`. This says the same of each constant that the package says of the modules.
 */
export const pureConstants: Plugin = {
  name: 'pure-constants',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({ contents: withPureConstants(await readFile(path, 'utf8')), loader: 'ts' }))
  },
}

/** No line is moved: source maps stay right. */
export function withPureConstants(text: string): string {
  const source = ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest)
  let out = ''
  let done = 0
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || isPlain(initializer)) continue
      const start = initializer.getStart(source)
      out += `${text.slice(done, start)}/* @__PURE__ */ (() => (${text.slice(start, initializer.end)}))()`
      done = initializer.end
    }
  }
  return out + text.slice(done)
}

/** What every bundler sees to be pure by itself. */
function isPlain(node: ts.Node): boolean {
  if (ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isIdentifier(node) || ts.isLiteralExpression(node)) return true
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) return isPlain(node.expression)
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isPlain)
  return ts.isObjectLiteralExpression(node) && node.properties.every(isPlainProperty)
}

function isPlainProperty(property: ts.ObjectLiteralElementLike): boolean {
  if (property.name === undefined || ts.isComputedPropertyName(property.name)) return false
  return ts.isShorthandPropertyAssignment(property) || ts.isMethodDeclaration(property) || (ts.isPropertyAssignment(property) && isPlain(property.initializer))
}
