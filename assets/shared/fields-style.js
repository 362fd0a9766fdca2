// The look of `fields.js`. Whoever shows fields gives the colours as custom properties of `.fx`; px only, for the widget.
export const CSS = `
.fx{display:flex;flex-direction:column;gap:16px}
.fx [hidden],.fx-row[hidden]{display:none!important}
.fx-row{display:block;border:0;margin:0;padding:0;min-width:0}
.fx-row>label:not(.fx-tick),.fx-row>legend{display:block;padding:0 0 5px;font-weight:600;font-size:14px;line-height:20px;color:var(--fx-ink,CanvasText)}
.fx-row small{font-weight:400;font-size:13px;color:var(--fx-soft,#5f6f79)}
.fx-row :is(input:not([type=radio],[type=checkbox],[type=file]),textarea,select){display:block;box-sizing:border-box;width:100%;min-height:44px;padding:10px 12px;border:1px solid var(--fx-line,#7d8b92);border-radius:10px;background:var(--fx-ground,Canvas);color:var(--fx-ink,CanvasText);font:inherit;font-size:16px;line-height:22px}
.fx-row textarea{min-height:112px;resize:vertical}
.fx-row :is(input,textarea,select):focus-visible{outline:2px solid var(--fx-ring,Highlight);outline-offset:0;border-color:var(--fx-ring,Highlight)}
.fx-row :is(input,textarea,select)[aria-invalid=true]{border-color:var(--fx-bad,#b42318)}
.fx-tick{display:flex;align-items:center;gap:10px;min-height:44px;padding:4px 0;font-size:15px;line-height:22px;color:var(--fx-ink,CanvasText);cursor:pointer}
.fx-tick input{appearance:auto;width:20px;height:20px;margin:0;flex:none;accent-color:var(--fx-accent,auto)}
.fx-tick span{flex:1;min-width:0;overflow-wrap:anywhere}
.fx-help{margin:5px 0 0;font-size:13px;line-height:18px;color:var(--fx-soft,#5f6f79)}
.fx-wrong{margin:5px 0 0;font-size:13px;line-height:18px;color:var(--fx-bad,#b42318)}
.fx-wrong:empty{display:none}
.fx-row input[type=file]{display:block;width:100%;min-height:44px;padding:8px 0;font:inherit;font-size:14px;color:var(--fx-ink,CanvasText)}
.fx-files{list-style:none;margin:0;padding:0;display:flex;flex-direction:column;gap:6px}
.fx-files li{display:flex;align-items:center;gap:8px;padding:4px 4px 4px 12px;border:1px solid var(--fx-line,#7d8b92);border-radius:10px;font-size:14px;color:var(--fx-ink,CanvasText)}
.fx-files span{flex:1;min-width:0;overflow-wrap:anywhere}
.fx-files button{width:36px;height:36px;border:0;border-radius:8px;background:none;color:inherit;font-size:20px;line-height:1;cursor:pointer}
.fx-busy{font-size:13px;color:var(--fx-soft,#5f6f79)}`;
