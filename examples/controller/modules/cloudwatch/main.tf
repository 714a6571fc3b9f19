locals {
  names = { for key, alarm in var.alarms : key => coalesce(alarm.alarm_name, key) }
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = { for key, alarm in var.alarms : key => alarm if alarm.log_filter != null }

  name           = local.names[each.key]
  log_group_name = each.value.log_filter.log_group
  pattern        = each.value.log_filter.pattern

  metric_transformation {
    namespace     = each.value.namespace
    name          = each.value.metric_name
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarms

  alarm_name                = local.names[each.key]
  alarm_description         = each.value.description
  namespace                 = each.value.namespace
  metric_name               = each.value.metric_name
  dimensions                = each.value.dimensions
  statistic                 = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic        = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator       = each.value.comparison
  threshold                 = each.value.threshold
  period                    = each.value.period_seconds
  evaluation_periods        = each.value.evaluation_periods
  datapoints_to_alarm       = each.value.datapoints_to_alarm
  treat_missing_data        = each.value.treat_missing_data
  actions_enabled           = true
  alarm_actions             = each.value.alarm_actions
  ok_actions                = each.value.ok_actions
  insufficient_data_actions = each.value.insufficient_data_actions
  tags                      = each.value.tags
}
