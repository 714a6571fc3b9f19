account_name = "arj-wkld-b-prd"
project      = "order-alarms"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

cloudwatch_alarms = {
  "arj-prod-orders-failures" = {
    description   = "Orders are lost: look into the dead-letter queue arj-prod-orders-placed-dead-letter, then into the function's log"
    account_key   = "arj-wkld-b-prd"
    namespace     = "AWS/Lambda"
    metric_name   = "Errors"
    dimensions    = { FunctionName = "arj-prod-orders-accept" }
    threshold     = 1
    alarm_actions = ["arn:aws:sns:us-east-1:210987654321:arj-prod-orders-alarms"]
  }

  "arj-prod-orders-refusals" = {
    description   = "Many cards are refused: ask the payment provider"
    account_key   = "arj-wkld-b-prd"
    namespace     = "Orders"
    metric_name   = "Refusals"
    threshold     = 50
    alarm_actions = ["arn:aws:sns:us-east-1:210987654321:arj-prod-orders-alarms"]

    log_filter = {
      log_group = "/aws/lambda/arj-prod-orders-accept"
      pattern   = "{ $.message = \"card refused\" }"
    }
  }
}
