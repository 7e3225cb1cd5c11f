"use strict";
// Draws each figure from the JSON block beside it, then hands its colours to the page's CSS variables,
// so that dark mode and paper need no second drawing.
(function () {
  const config = { displayModeBar: false, responsive: false, showTips: false, scrollZoom: false, doubleClick: false };

  function recolour(holder, colours) {
    for (const element of holder.querySelectorAll("[style]")) {
      for (const part of ["fill", "stroke"]) {
        const name = colours[element.style[part]];
        if (name) element.style[part] = "var(" + name + ")";
      }
    }
  }

  function draw(holder) {
    const block = JSON.parse(document.querySelector('script[data-for="' + holder.id + '"]').textContent);
    const width = holder.clientWidth;
    const figure = width < block.below ? block.narrow : block.wide;
    figure.layout.width = width;
    holder.dataset.width = width;
    return Plotly.react(holder, figure.data, figure.layout, config).then(function () {
      holder.style.minHeight = "0";
      recolour(holder, block.colours);
      holder.dataset.drawn = "yes";
    });
  }

  function tell(holder, error) {
    holder.textContent = "This picture could not be drawn; its numbers stand in the table below.";
    holder.dataset.drawn = "no";
    const numbers = holder.parentElement.querySelector("details");
    if (numbers) numbers.open = true;
    console.error(holder.id, error);
  }

  function drawSafely(holder) {
    try {
      draw(holder).catch(function (error) { tell(holder, error); });
    } catch (error) {
      tell(holder, error);
    }
  }

  const holders = Array.from(document.querySelectorAll(".plot"));
  holders.forEach(drawSafely);

  let waiting = 0;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      holders.filter(function (holder) { return Math.abs(holder.clientWidth - holder.dataset.width) > 4; }).forEach(drawSafely);
    }, 150);
  });

  // What is folded away on the screen cannot be unfolded on paper: long lists are opened for it.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.rest").forEach(function (rest) { rest.open = true; });
  });
})();
