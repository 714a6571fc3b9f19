# Logs that are kept forever or hardly at all, alarms that tell nobody.
resource "aws_cloudwatch_log_group" "forever" {
  name = "/acme/forever"
}

resource "aws_cloudwatch_log_group" "short" {
  count             = 2
  name              = "/acme/short-${count.index}"
  retention_in_days = 1
}

resource "aws_cloudwatch_metric_alarm" "silent" {
  alarm_name          = "silent"
  namespace           = "Acme"
  metric_name         = "Errors"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  actions_enabled     = false
}
