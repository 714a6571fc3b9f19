# RDS-010 (members_…)

resource "aws_rds_cluster" "members_none" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "members_one" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster_instance" "members_one" {
  cluster_identifier = aws_rds_cluster.members_one.id
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
}

resource "aws_rds_cluster" "members_two" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster_instance" "members_two" {
  count              = 2
  cluster_identifier = aws_rds_cluster.members_two.cluster_identifier
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
}

resource "aws_rds_cluster" "members_by_name" {
  cluster_identifier  = "members-by-name"
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster_instance" "members_by_name" {
  for_each           = toset(["a", "b"])
  cluster_identifier = "members-by-name"
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
}

# Whether the instance belongs to one or the other is known only after apply.
resource "aws_rds_cluster" "members_choice" {
  for_each            = toset(["a", "b"])
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster_instance" "members_choice" {
  count              = 2
  cluster_identifier = aws_rds_cluster.members_choice[terraform_data.later.output == "later" ? "a" : "b"].id
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
}

# A Multi-AZ DB cluster brings its own three instances.
resource "aws_rds_cluster" "members_multi_az" {
  engine                    = "postgres"
  db_cluster_instance_class = "db.r6gd.large"
  allocated_storage         = 100
  storage_type              = "io1"
  iops                      = 1000
  skip_final_snapshot       = true
}

resource "aws_rds_cluster" "members_serverless" {
  engine              = "aurora-postgresql"
  engine_mode         = "serverless"
  skip_final_snapshot = true
}

module "members_module" {
  source = "./modules/database"
}

# RDS-043 (placed_…)

resource "aws_db_instance" "placed_nowhere" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
}

resource "aws_db_instance" "placed_half" {
  instance_class       = "db.t3.micro"
  allocated_storage    = 20
  engine               = "postgres"
  skip_final_snapshot  = true
  db_subnet_group_name = "orders"
}

resource "aws_db_instance" "placed_known" {
  instance_class         = "db.t3.micro"
  allocated_storage      = 20
  engine                 = "postgres"
  skip_final_snapshot    = true
  db_subnet_group_name   = "orders"
  vpc_security_group_ids = ["sg-1"]
}

resource "aws_db_instance" "placed_later" {
  instance_class         = "db.t3.micro"
  allocated_storage      = 20
  engine                 = "postgres"
  skip_final_snapshot    = true
  db_subnet_group_name   = terraform_data.later.output
  vpc_security_group_ids = [terraform_data.later.output]
}

# A replica of the same region is in the network of its source.
resource "aws_db_instance" "placed_replica" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  replicate_source_db = "orders"
}

resource "aws_db_instance" "placed_foreign_replica" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  replicate_source_db = "arn:aws:rds:eu-west-1:111111111111:db:orders"
}

resource "aws_rds_cluster" "placed_cluster_nowhere" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

module "placed_module" {
  source = "./modules/database"
}

# RDS-042 (subnet_…)

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "private" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.${count.index}.0/24"
}

resource "aws_subnet" "addressed" {
  vpc_id                  = aws_vpc.this.id
  cidr_block              = "10.0.10.0/24"
  map_public_ip_on_launch = true
}

resource "aws_subnet" "undecided" {
  vpc_id                  = aws_vpc.this.id
  cidr_block              = "10.0.11.0/24"
  map_public_ip_on_launch = terraform_data.later.output == "later"
}

resource "aws_subnet" "routed" {
  for_each   = { route = 20, inline = 21, by_id = 22 }
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.${each.value}.0/24"
}

resource "aws_route_table_association" "routed" {
  for_each       = { route = aws_route_table.route.id, inline = aws_route_table.inline.id, by_id = aws_route_table.by_id.id }
  subnet_id      = aws_subnet.routed[each.key].id
  route_table_id = each.value
}

resource "aws_route_table" "route" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route" "route" {
  route_table_id         = aws_route_table.route.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table" "inline" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table" "by_id" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = "igw-11111111"
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = "nat-11111111"
  }
}

resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private.id
}

resource "aws_db_subnet_group" "subnet_private" {
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_db_subnet_group" "subnet_addressed" {
  subnet_ids = [aws_subnet.private[0].id, aws_subnet.addressed.id]
}

resource "aws_db_subnet_group" "subnet_undecided" {
  subnet_ids = [aws_subnet.private[0].id, aws_subnet.undecided.id]
}

resource "aws_db_subnet_group" "subnet_route" {
  subnet_ids = [aws_subnet.private[0].id, aws_subnet.routed["route"].id]
}

resource "aws_db_subnet_group" "subnet_inline" {
  subnet_ids = [aws_subnet.private[0].id, aws_subnet.routed["inline"].id]
}

resource "aws_db_subnet_group" "subnet_by_id" {
  subnet_ids = [aws_subnet.private[0].id, aws_subnet.routed["by_id"].id]
}

resource "aws_db_subnet_group" "subnet_of_all" {
  subnet_ids = [for subnet in aws_subnet.routed : subnet.id]
}

resource "aws_db_subnet_group" "subnet_elsewhere" {
  subnet_ids = ["subnet-11111111", "subnet-22222222"]
}

# A local value may be built from any subnet.
locals {
  subnet_ids = [aws_subnet.private[0].id, aws_subnet.private[1].id]
}

resource "aws_db_subnet_group" "subnet_local" {
  subnet_ids = local.subnet_ids
}

module "subnet_module" {
  source     = "./modules/group"
  subnet_ids = [aws_subnet.private[0].id, aws_subnet.addressed.id]
}
