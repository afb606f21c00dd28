import { parseAst } from 'vitest/node';

/** What a source file takes from elsewhere: everything that it imports, and the globals that it uses. */

type Imported = {
  /** As it is written; null: an expression, which cannot be checked. */
  specifier: string | null;
  /** Gone when the types are: `import type`, `export type`, `import('…')` in a type. */
  isType: boolean;
};

type Node = { type: string; [key: string]: unknown };

export function parseSource(text: string): Node {
  const program: unknown = parseAst(text, { lang: 'ts' });
  if (!isNode(program)) throw new Error('The parser returned no tree.');
  return program;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const nodesIn = (value: unknown): Node[] => (Array.isArray(value) ? value : [value]).filter(isNode);

/** The nodes right below a node, without those below the keys that are left out. */
function childrenOf(node: Node, except: readonly string[] = []): Node[] {
  return Object.entries(node).flatMap(([key, value]) => (except.includes(key) ? [] : nodesIn(value)));
}

/** Every import of a program: static, dynamic, type-only, re-exported. */
export function importsOf(program: Node): Imported[] {
  const own = importOf(program);
  return [...(own === null ? [] : [own]), ...childrenOf(program).flatMap(importsOf)];
}

function importOf(node: Node): Imported | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration': {
      if (!isNode(node.source)) return null;
      return { specifier: textOf(node.source), isType: node.importKind === 'type' || node.exportKind === 'type' };
    }
    case 'ImportExpression':
      return { specifier: textOf(node.source), isType: false };
    case 'TSImportType':
      return { specifier: textOf(node.source), isType: true };
    case 'TSExternalModuleReference':
      return { specifier: textOf(node.expression), isType: false };
    default:
      return null;
  }
}

const textOf = (node: unknown): string | null => (isNode(node) && typeof node.value === 'string' ? node.value : null);

/** Keys below which there are types alone. */
const TYPE_KEYS = [
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'superTypeArguments',
  'implements',
];
/** TypeScript's nodes that hold an expression; the others hold types. */
const TYPED_EXPRESSIONS = [
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSInstantiationExpression',
];
/** Nodes whose key is a name of its own, unless it is computed. */
const KEYED: Record<string, string> = {
  MemberExpression: 'property',
  Property: 'key',
  MethodDefinition: 'key',
  PropertyDefinition: 'key',
};
const SCOPED = /^(Program|BlockStatement|SwitchStatement|CatchClause|For\w*Statement|Function\w+|ArrowFunction\w+)$/;

/** Names of globals with the member that is used, as far as it matters: `console`, `Date.now`, `import.meta`. */
export function globalsOf(program: Node): string[] {
  const found = new Set<string>();
  visit(program, { scopes: [], parent: null, found });
  return [...found];
}

type Visit = { scopes: readonly ReadonlySet<string>[]; parent: Node | null; found: Set<string> };

function visit(node: Node, { scopes, parent, found }: Visit): void {
  if (node.type === 'MetaProperty') {
    if (isNode(node.meta) && node.meta.name === 'import') found.add('import.meta');
    return;
  }
  if (node.type.startsWith('Import') && node.type !== 'ImportExpression') return;
  if (node.type.startsWith('TS') && !TYPED_EXPRESSIONS.includes(node.type)) return;
  if (node.type === 'ExportNamedDeclaration' && isNode(node.source)) return;
  if (node.type === 'Identifier') {
    const name = String(node.name);
    if (!scopes.some((scope) => scope.has(name))) found.add(usedGlobal(name, node, parent));
    return;
  }
  const inner = SCOPED.test(node.type) ? [...scopes, new Set(declaredIn(node))] : scopes;
  const key = node.computed === true ? undefined : KEYED[node.type];
  const except = key === undefined ? TYPE_KEYS : [...TYPE_KEYS, key];
  for (const child of childrenOf(node, except)) visit(child, { scopes: inner, parent: node, found });
}

/** Names that a node declares for everything below it. */
function declaredIn(node: Node): string[] {
  if (node.type === 'CatchClause') return namesIn(node.param);
  if (/Function/.test(node.type)) return [...namesIn(node.id), ...nodesIn(node.params).flatMap(namesIn)];
  if (node.type.startsWith('For')) return [...namesDeclaredBy(node.init), ...namesDeclaredBy(node.left)];
  const statements =
    node.type === 'SwitchStatement' ? nodesIn(node.cases).flatMap((each) => childrenOf(each)) : nodesIn(node.body);
  return statements.flatMap(namesDeclaredBy);
}

/** Names that a statement declares for its block. */
function namesDeclaredBy(statement: unknown): string[] {
  if (!isNode(statement)) return [];
  if (statement.type.startsWith('Export')) return namesDeclaredBy(statement.declaration);
  if (statement.type === 'ImportDeclaration')
    return nodesIn(statement.specifiers).flatMap(({ local }) => namesIn(local));
  if (statement.type === 'VariableDeclaration') return nodesIn(statement.declarations).flatMap(({ id }) => namesIn(id));
  return /^(Function|Class)Declaration$/.test(statement.type) ? namesIn(statement.id) : [];
}

/** Names in a pattern of a declaration or parameter. */
function namesIn(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [String(pattern.name)];
    case 'ObjectPattern':
      return nodesIn(pattern.properties).flatMap((each) => namesIn(each.type === 'Property' ? each.value : each));
    case 'ArrayPattern':
      return nodesIn(pattern.elements).flatMap(namesIn);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/** Globals of which single members matter; every use that is not one of the harmless ones counts as that member. */
const PARTS: Record<string, { matters: string; harmless: RegExp }> = {
  Date: { matters: 'Date.now', harmless: /^(UTC|parse|prototype)$/ },
  Math: { matters: 'Math.random', harmless: /^(?!random$)\w+$/ },
  AbortSignal: { matters: 'AbortSignal.timeout', harmless: /^(any|abort)$/ },
};

function usedGlobal(name: string, node: Node, parent: Node | null): string {
  const part = PARTS[name];
  if (part === undefined || parent === null) return name;
  const isObject = parent.type === 'MemberExpression' && parent.object === node && parent.computed !== true;
  if (isObject && isNode(parent.property) && part.harmless.test(String(parent.property.name))) return name;
  if (parent.type === 'NewExpression' && nodesIn(parent.arguments).length > 0) return name;
  return parent.type === 'BinaryExpression' && parent.operator === 'instanceof' ? name : part.matters;
}
