// The grid of a draft: keys, pasting, and rows that save themselves. Without it every row has its own button.
const grid = document.querySelector("[data-grid]");
const AGAIN = 5000;

if (grid) {
  const status = document.querySelector("[data-grid-status]");
  const say = (state) => {
    status.textContent = status.dataset[state] ?? "";
    status.classList.toggle("wrong", state === "conflict" || state === "waiting");
  };
  const rows = () => [...grid.querySelectorAll("tr[data-row]")];
  const cells = (row) => [...row.querySelectorAll("[name^=cell-]")];
  const formOf = (row) => row.querySelector("form");
  const dirty = new Set();
  const saving = new Set();

  const save = async (row) => {
    if (!dirty.has(row) || saving.has(row) || row.dataset.conflict) return;
    dirty.delete(row);
    saving.add(row);
    say("saving");
    const form = formOf(row);
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "save");
    try {
      const answer = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body, redirect: "manual" });
      if (answer.ok) {
        form.elements.seen.value = (await answer.json()).revision;
        say(dirty.size ? "saving" : "saved");
      } else if (answer.status === 409) {
        // The person sees both values when the form is sent by its button.
        row.dataset.conflict = "yes";
        say("conflict");
      } else {
        throw new Error(answer.status);
      }
    } catch {
      dirty.add(row);
      say("waiting");
      setTimeout(() => save(row), AGAIN);
    } finally {
      saving.delete(row);
      if (dirty.has(row) && !row.contains(document.activeElement)) setTimeout(() => save(row), AGAIN);
    }
  };

  const move = (cell, by) => {
    const row = cell.closest("tr");
    const all = rows();
    const target = all[all.indexOf(row) + by];
    if (!target) return false;
    cells(target)[cells(row).indexOf(cell)]?.focus();
    return true;
  };

  const atEdge = (cell, by) => {
    if (cell.tagName !== "TEXTAREA") return true;
    return by < 0 ? cell.selectionStart === 0 : cell.selectionEnd === cell.value.length;
  };

  grid.addEventListener("input", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row) dirty.add(row);
  });

  grid.addEventListener("focusout", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row && !row.contains(event.relatedTarget)) save(row);
  });

  grid.addEventListener("change", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row && !row.contains(document.activeElement)) save(row);
  });

  grid.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.name?.startsWith("cell-") || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const by = { ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (!by || (event.key !== "Enter" && (cell.tagName === "SELECT" || cell.hasAttribute("list") || !atEdge(cell, by)))) return;
    event.preventDefault();
    if (!move(cell, by)) save(cell.closest("tr"));
  });

  // A block of cells as spreadsheets put it on the clipboard: lines of tab-separated cells, quoted where a cell has line breaks.
  const block = (text) => {
    const lines = [[""]];
    let quoted = false;
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < clean.length; at += 1) {
      const line = lines[lines.length - 1];
      const last = line.length - 1;
      const sign = clean[at];
      if (quoted && sign === '"' && clean[at + 1] === '"') {
        line[last] += '"';
        at += 1;
      } else if (sign === '"' && (quoted || line[last] === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") line.push("");
      else if (!quoted && sign === "\n") lines.push([""]);
      else line[last] += sign;
    }
    return lines;
  };

  const put = (cell, value) => {
    if (cell.tagName === "SELECT") {
      const wanted = value.trim().toLowerCase();
      const option = [...cell.options].find((one) => one.value.toLowerCase() === wanted || one.text.toLowerCase() === wanted);
      if (!option) return false;
      cell.value = option.value;
    } else {
      cell.value = value.trim();
    }
    dirty.add(cell.closest("tr"));
    return true;
  };

  grid.addEventListener("paste", (event) => {
    const start = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!start.name?.startsWith("cell-") || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const all = rows();
    const first = all.indexOf(start.closest("tr"));
    const column = cells(all[first]).indexOf(start);
    block(text).forEach((line, down) => {
      const row = all[first + down];
      if (row) line.forEach((value, right) => cells(row)[column + right] && put(cells(row)[column + right], value));
    });
    for (const row of all) if (!row.contains(document.activeElement)) save(row);
  });

  addEventListener("beforeunload", (event) => {
    if (dirty.size || saving.size) event.preventDefault();
  });
  grid.addEventListener("submit", (event) => {
    const row = event.target.closest("tr");
    dirty.delete(row);
  });
}
