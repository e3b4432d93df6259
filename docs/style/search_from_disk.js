// A page from disk may not start a worker, so Material's search runs in a hidden frame that answers like one.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.frame = Object.assign(document.createElement("iframe"), { hidden: true, srcdoc: "<!doctype html><body></body>" });
      this.ready = new Promise((resolve) => {
        this.frame.addEventListener("load", () => {
          const inside = this.frame.contentWindow;
          const load = (source) => new Promise((loaded) => {
            const script = Object.assign(inside.document.createElement("script"), { src: new URL(source, document.baseURI).href });
            script.addEventListener("load", loaded);
            inside.document.body.append(script);
          });
          inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
          inside.importScripts = (...sources) => Promise.all(sources.map(load));
          load(address).then(() => resolve(inside));
        }, { once: true });
      });
      const place = () => document.body.append(this.frame);
      document.body ? place() : document.addEventListener("DOMContentLoaded", place);
    }
    postMessage(data) {
      this.ready.then((inside) => inside.dispatchEvent(new inside.MessageEvent("message", { data })));
    }
    set onmessage(listener) {
      this.addEventListener("message", listener);
    }
    terminate() {
      this.frame.remove();
    }
  };
}
