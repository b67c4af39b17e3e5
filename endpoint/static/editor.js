// Makes the field for a query an editor: colours for what stands in it, and completion of our terms, keywords and
// variables. Without it the field is a plain form. Text becomes text and never markup.
'use strict';

(() => {
  const field = document.getElementById('query');
  if (!field) return;
  const KEYWORDS = ('ASK AS ASC AVG BASE BIND BOUND BY COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC DESCRIBE '
    + 'DISTINCT EXISTS FILTER FROM GRAPH GROUP GROUP_CONCAT HAVING IF IN IRI LANG LANGMATCHES LCASE LIMIT MAX MIN MINUS MONTH '
    + 'NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED REGEX REPLACE SAMPLE SELECT STR STRDT STRENDS STRLEN STRSTARTS SUBSTR '
    + 'SUM UCASE UNDEF UNION VALUES WHERE YEAR isIRI isLiteral').split(' ');
  const known = new Set(KEYWORDS.map((one) => one.toUpperCase()));
  const TOKEN = new RegExp([
    '(?<comment>#[^\\n]*)', '(?<text>"""[^]*?"""|\'\'\'[^]*?\'\'\'|"(?:[^"\\\\\\n]|\\\\.)*"|\'(?:[^\'\\\\\\n]|\\\\.)*\')',
    '(?<iri><[^<>"{}|^`\\s]*>)', '(?<variable>[?$]\\w+)', '(?<name>[\\w-]*:[\\w.%-]*)', '(?<number>\\b\\d+(?:\\.\\d+)?\\b)', '(?<word>[A-Za-z_]+)',
  ].join('|'), 'g');
  const MOST = 8;

  // The colours lie behind the field, letter over letter.
  const box = document.createElement('div');
  const colours = document.createElement('pre');
  const list = document.createElement('ul');
  const told = document.createElement('p');
  box.className = 'code';
  colours.setAttribute('aria-hidden', 'true');
  list.id = 'completions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Completions');
  list.hidden = true;
  told.className = 'told';
  told.setAttribute('role', 'status');
  field.before(box);
  box.append(colours, field, list);
  box.after(told);
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);

  function colour() {
    const text = field.value;
    const parts = [];
    let end = 0;
    for (const found of text.matchAll(TOKEN)) {
      const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
      if (kind === 'word' && !known.has(found[0].toUpperCase())) continue;
      const part = document.createElement('span');
      part.className = kind;
      part.textContent = found[0];
      parts.push(text.slice(end, found.index), part);
      end = found.index + found[0].length;
    }
    colours.replaceChildren(...parts, `${text.slice(end)}\n`);
    follow();
  }

  function follow() {
    colours.scrollTop = field.scrollTop;
    colours.scrollLeft = field.scrollLeft;
  }

  // Terms are fetched when somebody begins to write.
  let terms = null;
  async function fetched() {
    if (terms === null) {
      terms = { prefixes: {}, terms: [] };
      try {
        const answer = await fetch(field.dataset.terms);
        if (answer.ok) terms = await answer.json();
      } catch { /* without terms, keywords and variables are completed */ }
    }
    return terms;
  }

  let options = [];
  let chosen = -1;

  function word() {
    const before = field.value.slice(0, field.selectionStart);
    const found = /(?:[A-Za-z][\w-]*:[\w-]*|[?$]\w*|[A-Za-z_]{2,})$/.exec(before);
    if (!found || /[\w:?$<"'#/]$/.test(before.slice(0, found.index))) return null;
    return { begin: found.index, text: found[0] };
  }

  function matches(text) {
    const low = text.toLowerCase();
    if (/^[?$]/.test(text)) {
      const names = new Set(field.value.match(/[?$]\w+/g));
      names.delete(text);
      return [...names].filter((one) => one.toLowerCase().startsWith(low)).sort().map((name) => ({ name, label: '' }));
    }
    if (text.includes(':')) {
      const local = low.slice(low.indexOf(':') + 1);
      const prefix = low.slice(0, low.indexOf(':') + 1);
      const ours = terms.terms.filter((one) => one.name.toLowerCase().startsWith(prefix));
      const first = ours.filter((one) => one.name.toLowerCase().startsWith(low));
      const then = ours.filter((one) => !first.includes(one) && local.length > 1 && (one.name + one.label).toLowerCase().includes(local));
      return [...first, ...then].filter((one) => one.name !== text);
    }
    const words = KEYWORDS.filter((one) => one.toLowerCase().startsWith(low) && one.toLowerCase() !== low);
    const prefixes = Object.keys(terms.prefixes).filter((one) => one.startsWith(low));
    return [...words.map((name) => ({ name, label: '' })), ...prefixes.map((one) => ({ name: `${one}:`, label: terms.prefixes[one] }))];
  }

  function close() {
    options = [];
    chosen = -1;
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute('aria-activedescendant');
  }

  function mark(place) {
    chosen = place;
    [...list.children].forEach((one, number) => one.setAttribute('aria-selected', String(number === chosen)));
    if (chosen >= 0) field.setAttribute('aria-activedescendant', list.children[chosen].id);
    else field.removeAttribute('aria-activedescendant');
  }

  async function suggest() {
    await fetched();
    const now = word();
    const found = now && field.selectionStart === field.selectionEnd ? matches(now.text).slice(0, MOST) : [];
    if (!found.length) { close(); told.textContent = ''; return; }
    options = found;
    list.replaceChildren(...found.map((one, number) => {
      const item = document.createElement('li');
      const label = document.createElement('span');
      item.id = `completion-${number}`;
      item.setAttribute('role', 'option');
      label.textContent = one.label;
      item.append(one.name, ' ', label);
      item.addEventListener('mousedown', (event) => { event.preventDefault(); take(number); });
      return item;
    }));
    list.hidden = false;
    place(now.begin);
    mark(/[:?$]/.test(now.text) ? 0 : -1);
    told.textContent = `${found.length} completions`;
  }

  // The list stands below the word: where that is, a range over the colours tells.
  function place(begin) {
    const walk = document.createTreeWalker(colours, NodeFilter.SHOW_TEXT);
    let left = begin;
    let node = walk.nextNode();
    while (node && left > node.length) { left -= node.length; node = walk.nextNode(); }
    if (!node) return;
    const range = document.createRange();
    range.setStart(node, left);
    range.setEnd(node, Math.min(left + 1, node.length));
    const at = range.getBoundingClientRect();
    const around = box.getBoundingClientRect();
    list.style.left = `${Math.max(0, Math.min(at.left - around.left, around.width - list.offsetWidth))}px`;
    list.style.top = `${at.bottom - around.top + 2}px`;
  }

  function take(number) {
    const now = word();
    const { name } = options[number];
    if (!now) return;
    field.setRangeText(name, now.begin, field.selectionStart, 'end');
    declare(name);
    close();
    told.textContent = `${name} inserted`;
    colour();
    field.focus();
    if (name.endsWith(':')) suggest();
  }

  // A name needs its prefix: it is declared at the top where nobody has.
  function declare(name) {
    const prefix = name.slice(0, name.indexOf(':'));
    const iri = terms.prefixes[prefix];
    if (!name.includes(':') || !iri || new RegExp(`prefix\\s+${prefix}:`, 'i').test(field.value)) return;
    field.setRangeText(`PREFIX ${prefix}: <${iri}>\n`, 0, 0, 'preserve');
  }

  field.addEventListener('input', () => { colour(); suggest(); });
  field.addEventListener('scroll', () => { follow(); close(); });
  field.addEventListener('blur', close);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form.requestSubmit();
    } else if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      suggest();
    } else if (list.hidden) {
      return;
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      mark((chosen + step + options.length + (chosen < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close();
    }
  });
  new ResizeObserver(() => { colours.style.height = `${field.offsetHeight}px`; }).observe(field);
  colour();
})();
