/** The modules of `src`, and what each imports: read with the compiler, so that types are told from values. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Import {
  /** A module's path under `src`, or a package's specifier. */
  readonly from: string
  readonly isPackage: boolean
  readonly typeOnly: boolean
  readonly lazy: boolean
}

export interface Module {
  /** Its path under `src`. */
  readonly path: string
  readonly text: string
  readonly syntax: ts.SourceFile
  readonly imports: readonly Import[]
}

/** What the package's own `imports` choose on Node. */
const byCondition: Readonly<Record<string, string>> = { '#http': 'transport/http.node.ts', '#sha256': 'hash/sha256.node.ts' }

export const modules: readonly Module[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(root, 'src', path), 'utf8')
    const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
    return { path, text, syntax, imports: importsOf(path, syntax) }
  })

function importsOf(path: string, syntax: ts.SourceFile): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean, lazy = false): void => {
    if (!specifier || !ts.isStringLiteral(specifier)) return
    const { text } = specifier
    const isPackage = !text.startsWith('.') && !text.startsWith('#')
    const from = isPackage ? text : (byCondition[text] ?? join(dirname(path), text).replaceAll('\\', '/'))
    found.push({ from, isPackage, typeOnly, lazy })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly || allTypes(node.exportClause))
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false, true)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal as ts.Expression, true)
    ts.forEachChild(node, visit)
  }
  visit(syntax)
  return found
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword || (!clause.name && allTypes(clause.namedBindings))
}

function allTypes(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean {
  if (!bindings || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return false
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly)
}
