// Asks questions with Comunica: reads them as JSON from standard input, writes the answers as JSON to standard output.
// The names of the graph lead to the server under test; nobody else is asked, and who would have been is told.
import { readFileSync } from 'node:fs';
import { QueryEngine } from '@comunica/query-sparql';
import { QueryEngine as Follower } from '@comunica/query-sparql-link-traversal';

const { base, home, questions } = JSON.parse(readFileSync(0, 'utf8'));
const reader = new QueryEngine();
const follower = new Follower();

async function ask({ query, sources, kind, follow }) {
  const engine = follow ? follower : reader;
  const asked = [];
  const elsewhere = [];
  const here = (input, init) => {
    const url = typeof input === 'string' ? input : input.url;
    const target = url.startsWith(home) ? base + url.slice(home.length) : url;
    if (!target.startsWith(base)) {
      elsewhere.push(target);
      return Promise.resolve(new Response('', { status: 404 }));
    }
    asked.push(target.slice(base.length));
    return fetch(target, init);
  };
  const context = { sources, lenient: true, fetch: here };
  try {
    if (kind === 'boolean') return { answer: await engine.queryBoolean(query, context), asked, elsewhere };
    if (kind === 'quads') {
      const quads = await (await engine.queryQuads(query, context)).toArray();
      return { answer: quads.length, asked, elsewhere };
    }
    const rows = await (await engine.queryBindings(query, context)).toArray();
    const answer = rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
    return { answer, asked, elsewhere };
  } catch (fault) {
    return { fault: String(fault), asked, elsewhere };
  }
}

const answers = [];
for (const question of questions) answers.push(await ask(question));
process.stdout.write(JSON.stringify(answers));
