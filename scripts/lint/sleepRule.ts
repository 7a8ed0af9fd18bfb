import type { Node, Rule } from './rule.ts';

/** The only thing a function does, if it does only one. */
function soleExpression(callback: Node | undefined): Node | undefined {
  const body = callback?.body;
  if (!body || Array.isArray(body)) return undefined;
  if (body.type !== 'BlockStatement') return body;
  const statements = body.body;
  if (!Array.isArray(statements) || statements.length !== 1) return undefined;
  return statements[0]?.expression;
}

const message = 'Wait for what happens, not for time to pass.';

/** Refuses `new Promise((resolve) => setTimeout(resolve, …))` and `timers/promises`. */
export const sleepRule: Rule = {
  create: (context) => ({
    NewExpression: (node) => {
      const sole = soleExpression(node.arguments?.[0]);
      if (node.callee?.name === 'Promise' && sole?.callee?.name === 'setTimeout')
        context.report({ node, message });
    },
    ImportDeclaration: (node) => {
      if (String(node.source?.value).endsWith('timers/promises')) context.report({ node, message });
    },
  }),
};
