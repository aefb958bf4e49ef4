/* What makes pages smoother. Every act also works without it. */
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
const summary = document.querySelector(".govuk-error-summary");
if (summary) summary.focus();
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isThisPage = detail.xhr.status === 200 && new URL(detail.xhr.responseURL).pathname === location.pathname;
  if (!isThisPage) location.reload();
});
