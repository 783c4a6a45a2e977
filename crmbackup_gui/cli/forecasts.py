"""What a run will take of the calls that a hosted CRM grants, on a terminal and for programs."""

from __future__ import annotations

from crmbackup_gui.cli.wording import counted, moment, number
from crmbackup_gui.model.budget import Forecast


def forecast_lines(forecast: Forecast) -> list[str]:
    """In words."""
    lines = [f"It will take at least {counted(forecast.calls, 'call')} of the service."]
    if forecast.untold:
        names = ", ".join(each.label for each in forecast.untold)
        lines.append(f"Only reading them will tell how many these take besides: {names}.")
    usage, left = forecast.budget.usage, forecast.budget.left
    if usage is None or left is None:
        lines.append("The service does not say how many calls it grants.")
        return lines
    until = "" if usage.resets_at is None else f" until {moment(usage.resets_at)}"
    lines.append(
        f"Of {number(usage.limit)} calls {number(usage.used)} are used, {forecast.budget.free} % stay free for others, "
        f"and {number(left)} are left{until}."
    )
    if not forecast.fits:
        lines.append("That is not enough: it will wait, or keep what it has by then and say what is missing.")
    return lines


def forecast_data(forecast: Forecast) -> dict[str, object]:
    """As fields."""
    usage = forecast.budget.usage
    return {
        "calls": forecast.calls,
        "untold": [each.entity for each in forecast.untold],
        "used": None if usage is None else usage.used,
        "limit": None if usage is None else usage.limit,
        "resets_at": None if usage is None else usage.resets_at,
        "left": forecast.budget.left,
        "fits": forecast.fits,
        "entities": [{"name": each.entity, "records": each.records, "calls": each.calls} for each in forecast.entities],
    }
