// The look of `fields.js`. Whoever shows fields gives the colours as custom properties of `.fx`; px only, for the widget.
export const CSS = `
.fx{display:flex;flex-direction:column;gap:var(--fx-gap,16px)}
.fx [hidden],.fx-row[hidden]{display:none!important}
.fx-row{display:block;border:0;margin:0;padding:0;min-width:0}
.fx-row>label:not(.fx-tick),.fx-row>legend{display:block;padding:0 0 5px;font-weight:var(--fx-weight,600);font-size:var(--fx-label,14px);line-height:20px;color:var(--fx-ink,CanvasText)}
.fx-row small{display:var(--fx-optional,inline);font-weight:400;font-size:13px;color:var(--fx-soft,#5f6f79)}
.fx-row :is(input:not([type=radio],[type=checkbox],[type=file]),textarea,select){display:block;box-sizing:border-box;width:100%;min-height:var(--fx-high,44px);padding:var(--fx-pad,10px 12px);border:1px solid var(--fx-line,#7d8b92);border-radius:var(--fx-round,10px);background-color:var(--fx-ground,Canvas);color:var(--fx-ink,CanvasText);font:inherit;font-size:var(--fx-size,16px);line-height:22px}
.fx-row select{appearance:none;padding-inline-end:36px;text-overflow:ellipsis;background-image:linear-gradient(45deg,transparent 50%,var(--fx-soft,#5f6f79) 0),linear-gradient(-45deg,transparent 50%,var(--fx-soft,#5f6f79) 0);background-size:6px 6px;background-position:right 18px center,right 12px center;background-repeat:no-repeat}
.fx-row select option{background:var(--fx-ground,Canvas)}
.fx-row textarea{min-height:calc(var(--fx-high,44px)*2 + 24px);resize:vertical}
.fx-row :is(input,textarea,select):focus-visible{outline:2px solid var(--fx-ring,Highlight);outline-offset:0;border-color:var(--fx-ring,Highlight)}
.fx-row :is(input,textarea,select)[aria-invalid=true]{border-color:var(--fx-bad,#b42318)}
.fx-tick{display:flex;align-items:center;gap:10px;min-height:var(--fx-tick,44px);padding:4px 0;font-size:var(--fx-size,15px);line-height:22px;color:var(--fx-ink,CanvasText);cursor:pointer}
.fx-tick input{appearance:auto;width:20px;height:20px;margin:0;flex:none;accent-color:var(--fx-accent,auto)}
.fx-tick span{flex:1;min-width:0;overflow-wrap:anywhere}
.fx-help{margin:5px 0 0;font-size:13px;line-height:18px;color:var(--fx-soft,#5f6f79)}
.fx-wrong{margin:5px 0 0;font-size:13px;line-height:18px;color:var(--fx-bad,#b42318)}
.fx-wrong:empty{display:none}
.fx-date{position:relative;display:block}
.fx-row .fx-date:not(:focus-within) input{color:transparent}
.fx-date:not(:focus-within)::after{content:attr(data-words)/"";position:absolute;inset:1px 44px 1px 13px;align-content:center;overflow:hidden;white-space:nowrap;font-size:var(--fx-size,16px);line-height:22px;color:var(--fx-ink,CanvasText);pointer-events:none}
.fx-file{position:relative;display:inline-flex}
.fx-row .fx-file input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer;font-size:16px}
.fx-file input::file-selector-button{width:100%;height:100%;cursor:pointer}
.fx-file span{display:inline-flex;align-items:center;box-sizing:border-box;min-height:var(--fx-high,44px);padding:4px 16px;border:1px solid var(--fx-line,#7d8b92);border-radius:var(--fx-round,10px);background:var(--fx-ground,Canvas);color:var(--fx-ink,CanvasText);font-weight:500;font-size:14px;line-height:20px}
.fx-file input:focus-visible+span{outline:2px solid var(--fx-ring,Highlight);outline-offset:2px}
.fx-file input:disabled{cursor:not-allowed}
.fx-file input:disabled+span{color:var(--fx-soft,#5f6f79);border-style:dashed}
.fx-file:has(input[aria-invalid=true])>span{border-color:var(--fx-bad,#b42318)}
.fx-files:not(:empty){padding-top:8px!important}
.fx-files{list-style:none;margin:0;padding:0;display:flex;flex-direction:column;gap:6px}
.fx-files li{display:flex;align-items:center;gap:8px;padding:4px 4px 4px 12px;border:1px solid var(--fx-line,#7d8b92);border-radius:10px;font-size:14px;color:var(--fx-ink,CanvasText)}
.fx-files span{flex:1;min-width:0;overflow-wrap:anywhere}
.fx-files button{width:36px;height:36px;border:0;border-radius:8px;background:none;color:inherit;font-size:20px;line-height:1;cursor:pointer}
.fx-covered{display:flex;align-items:center;gap:10px;min-height:var(--fx-high,44px);font-size:var(--fx-size,16px);line-height:22px;color:var(--fx-ink,CanvasText)}
.fx-covered span{flex:1;font-variant-numeric:tabular-nums}
.fx-covered button{min-height:32px;padding:4px 12px;border:1px solid var(--fx-line,#7d8b92);border-radius:8px;background:var(--fx-ground,Canvas);color:inherit;font:inherit;font-size:13px;line-height:20px;cursor:pointer}
.fx-covered button:focus-visible{outline:2px solid var(--fx-ring,Highlight);outline-offset:2px}
.fx-busy{font-size:13px;color:var(--fx-soft,#5f6f79)}`;
