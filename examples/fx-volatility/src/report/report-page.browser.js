/* Runs in the page, over the JSON that stands in #data. */
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const charts = new Map();
  let horizon = data.horizons[0];

  const axes = (unit) => {
    const style = {
      stroke: color('--quiet'),
      grid: { stroke: color('--line'), width: 1 },
      ticks: { stroke: color('--line') },
    };
    return [style, { ...style, values: (_, ticks) => ticks.map((tick) => `${tick}${unit}`), size: 60 }];
  };

  function draw(id, options, values) {
    charts.get(id)?.destroy();
    const place = document.getElementById(id);
    const chart = new uPlot({ width: place.clientWidth, height: 280, ...options }, values, place);
    charts.set(id, chart);
  }

  function drawForecast() {
    const chosen = horizon.currencies.find(({ name }) => name === document.getElementById('currency').value);
    const value = (_, each) => (each == null ? '–' : `${each.toFixed(2)} %`);
    draw(
      'forecast',
      {
        axes: axes(' %'),
        series: [
          {},
          { label: `truth, next ${horizon.horizon} days`, stroke: color('--grey'), width: 1, value },
          { label: 'ensemble', stroke: color('--gold'), width: 1.6, value },
          { label: 'naive', stroke: color('--blue'), width: 1, dash: [4, 3], show: false, value },
        ],
      },
      [horizon.days, chosen.truth, chosen.ensemble, chosen.naive],
    );
  }

  function drawWindows() {
    const value = (_, each) => (each == null ? '–' : each.toFixed(3));
    draw(
      'windows',
      {
        axes: axes(''),
        series: [
          {},
          { label: 'ensemble', stroke: color('--gold'), width: 1.6, points: { show: true }, value },
          { label: 'naive', stroke: color('--blue'), width: 1, dash: [4, 3], points: { show: true }, value },
        ],
      },
      [
        horizon.windows.map(({ start }) => Date.parse(start) / 1000),
        horizon.windows.map(({ ensemble }) => ensemble),
        horizon.windows.map(({ naive }) => naive),
      ],
    );
  }

  function drawPool() {
    const { pool } = data;
    document.getElementById('story').textContent =
      `Pool ${pool.pool}: ${pool.tasks} tasks, ${pool.reused} reused, ${pool.attempts} attempts; ` +
      `half of them took under ${pool.medianMs.toFixed(0)} ms, the slowest ${pool.slowestMs.toFixed(0)} ms.`;
    draw(
      'pool',
      {
        axes: axes(''),
        scales: { x: { time: false } },
        series: [
          { label: 'seconds' },
          { label: 'tasks done', stroke: color('--gold'), fill: `${color('--gold')}22`, width: 1.6 },
        ],
      },
      [pool.ended.map(({ seconds }) => seconds), pool.ended.map(({ tasks }) => tasks)],
    );
  }

  function cell(row, text) {
    const made = document.createElement('td');
    made.textContent = text;
    row.append(made);
  }

  function showScores() {
    const table = document.createElement('table');
    table.innerHTML = '<thead><tr><th>forecast</th><th>pooled</th><th>floating</th><th>median</th></tr></thead>';
    const body = table.createTBody();
    for (const { name, kind, score } of horizon.scores) {
      const row = body.insertRow();
      row.className = kind;
      cell(row, name === horizon.best ? `${name} (best, in hindsight)` : name);
      for (const key of ['pooled', 'floating', 'median']) cell(row, score[key].toFixed(3));
    }
    const note = document.createElement('p');
    note.className = 'quiet';
    note.textContent = `${horizon.rows.toLocaleString('en')} common rows. Diebold–Mariano t of ensemble against naive: ${horizon.dieboldMariano.toFixed(1)} (negative: the ensemble errs less).`;
    document.getElementById('scores').replaceChildren(table, note);
  }

  function choose(next) {
    horizon = next;
    for (const button of document.querySelectorAll('#horizons button')) {
      button.setAttribute('aria-pressed', String(button.dataset.horizon === String(horizon.horizon)));
    }
    drawForecast();
    drawWindows();
    showScores();
  }

  for (const each of data.horizons) {
    const button = document.createElement('button');
    button.textContent = `${each.horizon} days ahead`;
    button.dataset.horizon = each.horizon;
    button.onclick = () => choose(each);
    document.getElementById('horizons').append(button);
  }
  const select = document.getElementById('currency');
  for (const { name } of horizon.currencies) select.append(new Option(name, name, name === 'USEU', name === 'USEU'));
  select.onchange = drawForecast;
  addEventListener('resize', () => {
    choose(horizon);
    drawPool();
  });
  choose(horizon);
  drawPool();
})();
