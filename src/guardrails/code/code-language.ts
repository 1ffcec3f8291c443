/** The languages of programs that are told apart, and what a fence may call them. */

export type CodeLanguage = 'sql' | 'javascript' | 'python' | 'shell' | 'html' | 'java' | 'c' | 'go' | 'rust' | 'php' | 'ruby'

export const codeLanguages: readonly CodeLanguage[] = ['sql', 'javascript', 'python', 'shell', 'html', 'java', 'c', 'go', 'rust', 'php', 'ruby']

/** What a fence may say. */
export const fences: Readonly<Record<CodeLanguage, string>> = {
  sql: 'sql mysql postgres postgresql sqlite plsql tsql',
  javascript: 'javascript js jsx mjs typescript ts tsx vue svelte',
  python: 'python py python3 ipython',
  shell: 'bash sh shell zsh fish console powershell ps1 bat',
  html: 'html xml xhtml svg',
  java: 'java kotlin kt scala groovy',
  c: 'c cpp c++ h hpp csharp cs c#',
  go: 'go golang',
  rust: 'rust rs',
  php: 'php',
  ruby: 'ruby rb erb',
}
