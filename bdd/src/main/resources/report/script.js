const words = document.querySelector('#words');
const buttons = [...document.querySelectorAll('.find button')];
let only = '';
function find() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const feature of document.querySelectorAll('details.feature')) {
    let shown = 0;
    for (const scenario of feature.querySelectorAll('details.scenario')) {
      const text = scenario.dataset.text;
      const fits = wanted.every(word => text.includes(word)) && (!only || scenario.classList.contains(only));
      scenario.hidden = !fits;
      shown += fits;
    }
    feature.hidden = shown === 0;
    if (wanted.length || only) feature.open = shown > 0;
  }
}
words.addEventListener('input', find);
for (const button of buttons) {
  button.addEventListener('click', () => {
    only = only === button.dataset.only ? '' : button.dataset.only;
    buttons.forEach(each => each.setAttribute('aria-pressed', String(each.dataset.only === only)));
    find();
  });
}
