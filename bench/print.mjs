/** A report as aligned text, as Markdown for the README, or as JSON. */

export function asText({ about, tables }) {
  return `${headline(about)}\n\n${tablesAsText(tables)}`
}

export function tablesAsText(tables) {
  const parts = tables.map(({ title, note, left, columns, rows }) => {
    const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at].length)))
    const line = (cells) => cells.map((cell, at) => (left.includes(at) ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('   ').trimEnd()
    return `${title}\n${note}\n\n${[columns, ...rows].map((row) => `  ${line(row)}`).join('\n')}\n`
  })
  return parts.join('\n')
}

export function asMarkdown({ about, tables }) {
  return `${headline(about)}\n\n${tablesAsMarkdown(tables)}`
}

export function tablesAsMarkdown(tables) {
  const row = (cells) => `| ${cells.join(' | ')} |`
  const parts = tables.map(({ title, note, left, columns, rows }) => {
    const rule = columns.map((_, at) => (left.includes(at) ? '---' : '--:'))
    return `**${title}** (${note})\n\n${[columns, rule, ...rows].map(row).join('\n')}\n`
  })
  return parts.join('\n')
}

export function asJson({ about, tables }) {
  return `${JSON.stringify({ about, tables: tables.map(({ title, data }) => ({ title, data })) }, null, 2)}\n`
}

function headline({ node, openai, undici, peers, cpu, platform, mode, seed }) {
  const versions = [`Node ${node}`, `openai ${openai}`, `undici ${undici}`, ...peers].join(', ')
  return `${versions} on ${cpu}, ${platform}; ${mode} run, seed ${seed}; the upstream on loopback and every contestant in processes of their own`
}
