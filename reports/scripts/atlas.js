'use strict';
(() => {
  const data = JSON.parse(document.getElementById('dane').textContent);
  const words = data.words;
  const map = document.getElementById('mapa');
  if (!map) return;
  const field = id => document.getElementById(id);
  const [profile, view, level, search, panel] = ['profil', 'czas', 'poziom', 'szukaj', 'gmina'].map(field);
  const paths = [...map.querySelectorAll('path')];
  const whole = map.getAttribute('viewBox');
  const scale = document.querySelector('.scale');
  const number = n => n.toString().replace(/\B(?=(\d{3})+$)/g, words.group);
  // Half rounded up in whole numbers, as every other output rounds.
  const tenths = (part, of) => of ? Math.floor((part * 2000 + of) / (of * 2)) : null;
  const percent = (part, of) => {
    const t = tenths(part, of);
    return t === null ? '—' : number(Math.floor(t / 10)) + words.point + t % 10 + words.percent;
  };
  const range = ([low, high, of]) => low === high ? percent(low, of) : percent(low, of) + ' – ' + percent(high, of);
  const lens = () => data.lenses.indexOf(profile.value + '_' + view.value);
  const unitOf = code => data.units[code.slice(0, Number(level.value))];
  const classOf = ([low, , of]) => {
    if (!of) return 'n';
    return low === 0 ? 0 : 1 + data.bounds.slice(1).filter(bound => tenths(low, of) >= bound).length;
  };
  let chosen = null;

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };

  const show = () => {
    panel.replaceChildren();
    const code = chosen && chosen.slice(0, Number(level.value));
    const unit = code && data.units[code];
    for (const path of paths) path.classList.toggle('on', !!code && path.id.slice(1).startsWith(code));
    if (!unit) {
      element('p', words.prompt, panel).className = 'meta';
      return;
    }
    element('h3', unit[0] || code, panel);
    element('p', 'TERYT ' + code + ' · ' + words.addresses + ': ' + number(unit[1]), panel).className = 'meta';
    const table = element('table', undefined, panel);
    const head = element('tr', undefined, element('thead', undefined, table));
    for (const title of [words.profile, words.today, words.with_plans]) element('th', title, head).scope = 'col';
    const body = element('tbody', undefined, table);
    for (const option of profile.options) {
      const row = element('tr', undefined, body);
      element('th', option.textContent, row).scope = 'row';
      for (const tense of ['today', 'with_plans']) {
        element('td', range(unit[3][data.lenses.indexOf(option.value + '_' + tense)]), row);
      }
    }
    if (unit[2]) {
      const link = element('a', words.report, element('p', undefined, panel));
      link.href = 'raporty/' + code + '/raport.html';
    }
  };

  const paint = () => {
    const at = lens();
    for (const path of paths) {
      const unit = unitOf(path.id.slice(1));
      const on = path.classList.contains('on');
      path.setAttribute('class', 'c' + (unit ? classOf(unit[3][at]) : 'n') + (on ? ' on' : ''));
      path.firstChild.textContent = unit ? (unit[0] || path.id.slice(1)) + ': ' + range(unit[3][at]) : path.id.slice(1);
    }
    map.setAttribute('class', 'l' + level.value);
    const chosenWords = [profile, view, level].map(s => s.options[s.selectedIndex].textContent);
    field('opis').textContent = words.profile + ' ' + chosenWords.join(', ') + '.';
    show();
  };

  const zoom = code => {
    const own = paths.filter(path => path.id.slice(1, 3) === code.slice(0, 2));
    if (!own.length) return;
    const boxes = own.map(path => path.getBBox());
    const left = Math.min(...boxes.map(b => b.x)), top = Math.min(...boxes.map(b => b.y));
    const right = Math.max(...boxes.map(b => b.x + b.width)), bottom = Math.max(...boxes.map(b => b.y + b.height));
    // The bar is drawn for the whole country.
    scale.style.visibility = 'hidden';
    map.setAttribute('viewBox', [left - 10, top - 10, right - left + 20, bottom - top + 20].join(' '));
  };

  for (const control of [profile, view, level]) control.addEventListener('change', paint);
  map.addEventListener('click', event => {
    const path = event.target.closest('path');
    if (!path) return;
    chosen = path.id.slice(1);
    show();
  });
  map.addEventListener('dblclick', event => {
    const path = event.target.closest('path');
    if (path) zoom(path.id.slice(1));
  });
  field('calosc').addEventListener('click', () => {
    map.setAttribute('viewBox', whole);
    scale.style.visibility = '';
    chosen = null;
    show();
  });
  // As people type it: without diacritics and capitals.
  const plain = text => text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/\u0142/g, 'l').trim();
  const names = new Map();
  const list = field('gminy');
  for (const [code, unit] of Object.entries(data.units)) {
    if (code.length !== 6) continue;
    const powiat = data.units[code.slice(0, 4)];
    const name = unit[0] + ' (' + (powiat && powiat[0] ? powiat[0] + ', ' : '') + code + ')';
    names.set(name, code);
    element('option', undefined, list).value = name;
  }
  search.addEventListener('change', () => {
    const typed = plain(search.value);
    const first = is => ([...names].find(is) || [])[1];
    const found = names.get(search.value) || first(([, code]) => /^\d{2,7}$/.test(typed) && code.startsWith(typed.slice(0, 6)))
      || first(([name]) => plain(name).startsWith(typed)) || first(([name]) => plain(name).includes(typed));
    if (!typed || !found) return;
    chosen = found;
    zoom(found);
    show();
  });
})();
