/** Says on the page and in its source that nothing here is real. */
export const simulatedNotice = "<!-- Simulated by Millrace: fictional people, fictional posts -->";

export const simulatedBanner =
  '<div class="millrace-simulated" role="note" style="background:#fff3c4;padding:4px;text-align:center">Simulated by Millrace</div>';
