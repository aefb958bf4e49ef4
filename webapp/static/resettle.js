/* What makes pages smoother. Every act also works without it. */
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
const summary = document.querySelector(".govuk-error-summary");
if (summary) summary.focus();
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asked = new URL(detail.pathInfo.requestPath, location.href).pathname;
  const isAnswered = detail.xhr.status === 200 && new URL(detail.xhr.responseURL).pathname === asked;
  if (!isAnswered) location.reload();
});

/* How many boxes are ticked, beside the button that decides on them. */
for (const form of document.querySelectorAll("form[data-ticks]")) {
  const count = form.querySelector("[data-tick-count]");
  const tell = () => {
    if (count) count.textContent = ` (${form.querySelectorAll("input[name=pair]:checked").length})`;
  };
  form.addEventListener("change", tell);
  tell();
}

/* Single keys stand for the links, buttons and folds that name them in data-key; the legend switches them off. */
const KEYS_OFF = "resettle.keys-off";
const legend = document.getElementById("keys");

function isWriting(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function isPlain(event) {
  const isCommand = event.ctrlKey || event.altKey || event.metaKey || (event.shiftKey && !/[?？]/.test(event.key));
  return !isCommand && !event.repeat && !event.isComposing && !event.defaultPrevented;
}

function take(target) {
  if (target.tagName !== "DETAILS") return target.click();
  if (target === legend) return target.querySelector("summary").click();
  target.open = true;
  const field = target.querySelector("input:not([type=hidden]):checked, input:not([type=hidden]), textarea, select");
  (field ?? target.querySelector("summary")).focus();
}

function keyed(event) {
  const fold = event.target instanceof Element && event.target.closest("details[data-key]");
  if (event.key === "Escape" && fold) {
    fold.open = false;
    return fold.querySelector("summary").focus();
  }
  if (localStorage.getItem(KEYS_OFF) || !isPlain(event) || isWriting(event.target)) return;
  const named = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key.split(" ").includes(event.key));
  if (!named) return;
  event.preventDefault();
  take(named);
}

if (legend) {
  const isOn = legend.querySelector("#keys-on");
  legend.hidden = false;
  isOn.checked = !localStorage.getItem(KEYS_OFF);
  isOn.addEventListener("change", () =>
    isOn.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1"),
  );
  document.addEventListener("keydown", keyed);
}
