import ts from "typescript";

/**
 * Names of the outputs that a source text sets: the first arguments of `core.setOutput`, a loop's variable standing for the words it
 * goes over (`for (const count of ["add", "change"] as const)`).
 * @throws for a name that cannot be read from the text.
 */
export function outputsSetIn(source: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node, loops: ReadonlyMap<string, string[]>): void => {
    const known = ts.isForOfStatement(node) ? new Map([...loops, ...wordsOf(node)]) : loops;
    if (ts.isCallExpression(node) && node.expression.getText() === "core.setOutput") names.push(...namesOf(node.arguments[0], known));
    node.forEachChild((child) => visit(child, known));
  };
  visit(ts.createSourceFile("main.ts", source, ts.ScriptTarget.Latest, true), new Map());
  return [...new Set(names)].toSorted();
}

function wordsOf(loop: ts.ForOfStatement): [string, string[]][] {
  const list = ts.isAsExpression(loop.expression) ? loop.expression.expression : loop.expression;
  const variable = ts.isVariableDeclarationList(loop.initializer) ? loop.initializer.declarations[0]?.name.getText() : undefined;
  if (!ts.isArrayLiteralExpression(list) || variable === undefined) return [];
  return [[variable, list.elements.filter(ts.isStringLiteral).map(({ text }) => text)]];
}

function namesOf(argument: ts.Expression | undefined, loops: ReadonlyMap<string, string[]>): string[] {
  if (argument !== undefined && ts.isStringLiteral(argument)) return [argument.text];
  const words = loops.get(argument?.getText() ?? "");
  if (words === undefined) throw new Error(`core.setOutput(${argument?.getText() ?? ""}): its name is not written there`);
  return words;
}
