import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from './cruise.ts'

/** One place at which an adapter is opened, or a member of one is named. */
export interface AdapterUse {
  file: string
  /** `open numbers`, `numbers.verify`; `open ?` where openProvider is handed on and not called. */
  what: string
}

const CONTRACTS = join(ROOT, 'src/providers/contracts.ts')
const PORTS = join(ROOT, 'src/providers/ports/')
const DOOR = join(ROOT, 'src/providers/index.ts')

/**
 * Every use of an adapter in src outside of providers/, found by type: whatever the variable is called, and however it came
 * there. `planted` are files (path from the root, text) that are read as if they stood there too.
 */
export function adapterUses(planted: Readonly<Record<string, string>> = {}): AdapterUse[] {
  const program = programWith(new Map(Object.entries(planted).map(([file, text]) => [join(ROOT, file), text])))
  const checker = program.getTypeChecker()
  const portOf = portsByInterface(program)
  const uses: AdapterUse[] = []
  for (const source of program.getSourceFiles()) {
    const file = source.fileName.slice(ROOT.length + 1)
    if (!file.startsWith('src/') || file.startsWith('src/providers/')) continue
    const visit = (node: ts.Node): void => {
      for (const what of [...opened(node, checker), ...named(node, checker, portOf)]) uses.push({ file, what })
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return uses
}

function programWith(planted: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const host = ts.createCompilerHost(options, true)
  const { readFile, fileExists } = host
  host.readFile = (file) => planted.get(file) ?? readFile.call(host, file)
  host.fileExists = (file) => planted.has(file) || fileExists.call(host, file)
  const parse = host.getSourceFile
  host.getSourceFile = (file, ...rest) => {
    const text = planted.get(file)
    return text === undefined ? parse.call(host, file, ...rest) : ts.createSourceFile(file, text, rest[0], true)
  }
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
  return ts.createProgram([...sources, ...planted.keys()], options, host)
}

/** Name of the port by the interface that it is declared with. */
function portsByInterface(program: ts.Program): ReadonlyMap<string, string> {
  const ports = new Map<string, string>()
  program.getSourceFile(CONTRACTS)?.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'Ports') return
    for (const member of node.members)
      if (ts.isPropertySignature(member) && member.type) ports.set(member.type.getText(), member.name.getText())
  })
  return ports
}

function opened(node: ts.Node, checker: ts.TypeChecker): string[] {
  if (!ts.isIdentifier(node) || ts.isImportSpecifier(node.parent)) return []
  const symbol = checker.getSymbolAtLocation(node)
  if (!symbol || !isDoor(symbol, checker)) return []
  const callee = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node
  const call = callee.parent
  if (!ts.isCallExpression(call) || call.expression !== callee) return ['open ?']
  const port = call.arguments[1] && checker.getTypeAtLocation(call.arguments[1])
  const names = port?.isUnion() ? port.types : [port]
  return names.map((each) => `open ${each?.isStringLiteral() ? each.value : '?'}`)
}

function isDoor(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return (
    target.name === 'openProvider' && (target.declarations ?? []).some((at) => at.getSourceFile().fileName === DOOR)
  )
}

/** The members of ports that a node names: by a dot, by brackets, or by taking an adapter to pieces. */
function named(node: ts.Node, checker: ts.TypeChecker, portOf: ReadonlyMap<string, string>): string[] {
  return memberOf(node, checker).flatMap(
    (symbol) =>
      symbol.declarations?.flatMap((declaration) => {
        const owner = declaration.parent
        if (!ts.isInterfaceDeclaration(owner) || !owner.getSourceFile().fileName.startsWith(PORTS)) return []
        const port = portOf.get(owner.name.text)
        return port === undefined ? [] : [`${port}.${symbol.name}`]
      }) ?? []
  )
}

function memberOf(node: ts.Node, checker: ts.TypeChecker): ts.Symbol[] {
  if (ts.isPropertyAccessExpression(node)) return found(checker.getSymbolAtLocation(node.name))
  if (ts.isElementAccessExpression(node)) {
    const key = checker.getTypeAtLocation(node.argumentExpression)
    const owner = checker.getTypeAtLocation(node.expression)
    return key.isStringLiteral() ? found(checker.getPropertyOfType(owner, key.value)) : owner.getProperties()
  }
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return []
  const owner = checker.getTypeAtLocation(node.parent)
  if (node.dotDotDotToken) return owner.getProperties()
  return found(checker.getPropertyOfType(owner, (node.propertyName ?? node.name).getText()))
}

const found = (symbol: ts.Symbol | undefined): ts.Symbol[] => (symbol ? [symbol] : [])
